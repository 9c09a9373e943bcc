"""What mails say: each is a template of plain text, from which its HTML form follows."""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.links import Purpose, token_of


class Mail(StrEnum):
    """Every mail of this service; the value is the name of its template."""

    VERIFY_EMAIL = "verify_email"
    CHANGE_EMAIL = "change_email"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    ADDRESS_IN_USE = "address_in_use"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a template
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - likewise
    EXPORT_READY = "export_ready"
    ACCOUNT_SUSPENDED = "account_suspended"
    ACCOUNT_DELETED = "account_deleted"
    SECOND_FACTOR_ENABLED = "second_factor_enabled"
    SECOND_FACTOR_DISABLED = "second_factor_disabled"
    RECOVERY_CODE_USED = "recovery_code_used"


SUBJECTS = {
    Mail.VERIFY_EMAIL: "Confirm your e-mail address",
    Mail.CHANGE_EMAIL: "Confirm your new e-mail address",
    Mail.EMAIL_CHANGE_ASKED: "Your e-mail address is about to change",
    Mail.ADDRESS_IN_USE: "Your e-mail address was entered again",
    Mail.PASSWORD_RESET: "Choose a new password",
    Mail.PASSWORD_CHANGED: "Your password was changed",
    Mail.EXPORT_READY: "Your data is ready",
    Mail.ACCOUNT_SUSPENDED: "Your account was suspended",
    Mail.ACCOUNT_DELETED: "Your account was deleted",
    Mail.SECOND_FACTOR_ENABLED: "Your second factor was enabled",
    Mail.SECOND_FACTOR_DISABLED: "Your second factor was disabled",
    Mail.RECOVERY_CODE_USED: "A recovery code was used",
}
"""Without names, addresses and tokens: subjects are shown on locked screens and stand in logs of mail servers."""

PAGES = {
    Purpose.VERIFY_EMAIL: "email/verify/",
    Purpose.CHANGE_EMAIL: "email/verify/",
    Purpose.RESET_PASSWORD: "password/reset/",
}
"""Pages of the gateway. The token stands behind a #: a browser sends it to no server."""


def mail_compose(
    mail: Mail, *, to: str, username: str, link_id: UUID | None = None, purpose: Purpose | None = None
) -> EmailMultiAlternatives:
    """Return a mail to an address about the account ``username``, with the link if it has one.

    Nothing else becomes a link in the HTML form: ``evil.com`` is a username, and anybody may register with it and the
    address of somebody else.
    """
    context = {"username": username, "public_url": settings.PUBLIC_URL, "appeals": settings.APPEALS_EMAIL}
    context |= {"token": "", "url": ""}
    if link_id and purpose:
        token = token_of(link_id=link_id, purpose=purpose)
        context |= {"token": token, "url": f"{settings.PUBLIC_URL}/{PAGES[purpose]}#token={token}"}
    text = render_to_string(f"mail/{mail}.txt", context)
    message = EmailMultiAlternatives(SUBJECTS[mail], text, to=[to], headers={"Auto-Submitted": "auto-generated"})
    paragraphs = text.strip().split("\n\n")
    message.attach_alternative(render_to_string("mail/frame.html", context | {"paragraphs": paragraphs}), "text/html")
    return message
