"""Verifying and changing e-mail addresses."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from psycopg2.errors import UniqueViolation

from accounts.errors import AddressUnchanged, EmailVerified, LinkInvalid
from accounts.limits import mail_count
from accounts.links import Purpose
from accounts.mails import Mail
from accounts.models import Account, EmailLink
from accounts.selectors.accounts import link_get
from accounts.services.links import link_make, link_use
from accounts.services.locks import account_lock
from accounts.services.mails import mail_enqueue, owner_notify
from accounts.services.reauthentication import account_lock_confirmed
from accounts.services.second_factors import second_factor_trial_begin

log = structlog.get_logger(source="emails")

VERIFYING = (Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL)


def verification_send(*, account: Account, now: datetime) -> None:
    """Let a link be mailed that verifies the account's address, if the caller's transaction commits."""
    link = link_make(account=account, purpose=Purpose.VERIFY_EMAIL, email=account.email, now=now)
    mail_enqueue(Mail.VERIFY_EMAIL, to=account.email, account_id=account.id, now=now, link=link)


def verification_resend(*, account_id: UUID, now: datetime) -> None:
    """Let another link be mailed; earlier ones stay valid. Raises EmailVerified and TooManyRequests."""
    with transaction.atomic():
        account = account_lock(account_id)
        if account.email_verified:
            raise EmailVerified()
        mail_count(account_id=account_id)
        verification_send(account=account, now=now)


def email_change(*, account: Account, email: str, now: datetime) -> None:
    """Mail a link to the new address, and a notice to the present one, which stays until the link is used.

    ``account`` is as it was when its password was compared, ``email`` is in its normal form. Whether somebody else has
    it makes no difference here: the worker finds out when it sends. A link to another new address ends.
    Raises WrongPassword when the password was changed since, AddressUnchanged and TooManyRequests.
    """
    with transaction.atomic():
        account = account_lock_confirmed(account)
        if account.email == email:
            raise AddressUnchanged()
        mail_count(account_id=account.id)
        EmailLink.objects.filter(account=account, purpose=Purpose.CHANGE_EMAIL).delete()
        link = link_make(account=account, purpose=Purpose.CHANGE_EMAIL, email=email, now=now)
        owner_notify(Mail.EMAIL_CHANGE_ASKED, account, now=now)
        mail_enqueue(Mail.CHANGE_EMAIL, to=email, account_id=account.id, now=now, link=link)
    log.info("email_change_asked", subject_id=str(account.id))


def email_verify(*, token: str, now: datetime) -> None:
    """Make the address that a link was mailed to the verified address of the account; its other links end.

    Raises LinkInvalid, also when another account has verified the address meanwhile.
    """
    link = link_get(token=token, purposes=VERIFYING, now=now)
    try:
        with transaction.atomic():
            account = account_lock(link.account_id, otherwise=LinkInvalid)
            link_use(link, now=now)
            Account.objects.filter(id=account.id).update(email=link.email, email_verified=True)
            EmailLink.objects.filter(account=account).delete()
            second_factor_trial_begin(account=account, now=now)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise LinkInvalid() from error
        raise
    log.info("email_verified", subject_id=str(link.account_id))
