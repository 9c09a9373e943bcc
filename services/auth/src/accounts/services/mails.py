"""Sending mails: written as a job in the transaction that causes them, sent by the worker (ADR 111)."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from uuid import UUID

import structlog
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.limits import unverified_mail_count
from accounts.links import Purpose
from accounts.mail_smtp import TextUnanswered
from accounts.mails import Mail, mail_compose
from accounts.metrics import mails_total
from accounts.models import Account, EmailLink
from accounts.models import State as AccountState
from accounts.selectors.accounts import account_by_verified_email
from chassis.ids import uuid7
from chassis.jobs import Later, State, enqueue, job
from chassis.jobs.models import Job
from runtime.backing_off import Backoff

log = structlog.get_logger(source="mails")

KIND = "accounts.send_mail"
MAIL_LIFETIME = timedelta(
    hours=24
)  # for a mail server that is away; a mail with a link is given up when the link expires
MAX_DELAY_SECONDS = 300.0
UNANSWERED = (timedelta(minutes=1), timedelta(minutes=10))
"""The pauses after which a mail is sent again that the server may have taken; then it is given up."""
PERMANENT = 500
"""From this reply code on a mail server refuses for good. Source: RFC 5321, 4.2.1."""


class MailRefused(Exception):
    """The mail server will never take this mail."""


class MailDelayed(Exception):
    """The mail server is unavailable, or answers that the mail may be sent later."""


class MailUnanswered(Exception):
    """The mail server has the text and did not say whether it takes the mail."""


def mail_enqueue(
    mail: Mail, *, to: str, account_id: UUID, now: datetime, link: EmailLink | None = None, is_verified: bool = False
) -> None:
    """Let the worker send a mail if the current transaction commits. The job holds no token, only the link's id.

    ``is_verified`` says that the account has verified the address; to other addresses there is a limit, above which the
    mail is dropped.
    """
    if mail_is_allowed(mail, to=to, account_id=account_id, is_verified=is_verified):
        state = {"mail": mail, "to": to, "account": str(account_id), "queued_at": now.isoformat()}
        enqueue(KIND, key=uuid7(), state=state | ({"link": str(link.id)} if link else {}))


def mail_is_allowed(mail: Mail, *, to: str, account_id: UUID, is_verified: bool) -> bool:
    """Count a mail; return whether its address, unless it is verified, may get one more."""
    if is_verified or unverified_mail_count(email=to):
        return True
    mails_total.labels(mail, "limited").inc()
    log.info("mail_limited", mail=mail, subject_id=str(account_id))
    return False


def owner_notify(mail: Mail, account: Account, *, now: datetime) -> None:
    """Let the worker mail an account's owner, if the current transaction commits."""
    mail_enqueue(mail, to=account.email, account_id=account.id, now=now, is_verified=account.email_verified)


def mails_drop(*, account_id: UUID) -> None:
    """Delete the mails of an account that wait to be sent."""
    Job.objects.filter(kind=KIND, state__account=str(account_id)).delete()


@job(KIND)
def mail_send(key: str, state: State) -> State | None:
    """Send one mail, at least once; a worker that dies between sending and committing sends it again.

    Raises Later while the mail server is unavailable. What nobody can use any more is not sent: a mail to an account
    that was deleted, with a link that was used or has expired, or older than MAIL_LIFETIME. A mail that may have
    arrived is sent again after the pauses of UNANSWERED only.
    """
    return mail_try(state, compose=_message_of, lifetime=MAIL_LIFETIME)


def mail_try(state: State, *, compose: Callable[[State], EmailMessage | None], lifetime: timedelta) -> State | None:
    """Send the mail that ``compose`` makes of the state of its job, unless it is older than ``lifetime`` or None.

    Returns the state of the job's next step, or None when the job is done. Raises Later.
    """
    now = timezone.now()
    if "again_at" in state and (due_at := datetime.fromisoformat(state["again_at"])) > now:
        raise Later((due_at - now).total_seconds())
    age = now - datetime.fromisoformat(state["queued_at"])
    message = compose(state) if age < lifetime else None
    outcome = _outcome(message, state, age) if message else "dropped"
    mails_total.labels(state["mail"], outcome).inc()
    log.info(f"mail_{outcome}", mail=state["mail"], subject_id=state["account"])
    return _next_try(state) if outcome == "unanswered" else None


def _next_try(state: State) -> State | None:
    """Return the state in which a mail that may have arrived waits, or None when it was sent often enough."""
    tries = state.get("tries", 0)
    if tries == len(UNANSWERED):
        return None
    return state | {"tries": tries + 1, "again_at": (timezone.now() + UNANSWERED[tries]).isoformat()}


def _outcome(message: EmailMessage, state: State, age: timedelta) -> str:
    """Send a mail and return what became of it. Raises Later."""
    try:
        _send(message)
    except MailRefused:
        return "refused"
    except MailUnanswered:
        return "unanswered"
    except MailDelayed as reason:
        log.warning("mail_delayed", mail=state["mail"], reason=str(reason))
        raise Later(min(MAX_DELAY_SECONDS, max(1.0, age.total_seconds()))) from None
    return "sent"


def _message_of(state: State) -> EmailMessage | None:
    """Return the mail, or None when its link or its account is not there any more.

    A link to an address that another account has verified is deleted and not sent: that account gets a notice.
    """
    account = Account.objects.filter(id=state["account"]).exclude(state=AccountState.DELETED).first()
    if account is None:
        return None
    if "link" not in state:
        return mail_compose(Mail(state["mail"]), to=state["to"], username=account.username)
    link = EmailLink.objects.filter(id=state["link"], expires_at__gt=timezone.now()).first()
    if link is None:
        return None
    owner = account_by_verified_email(link.email)
    if owner and owner.id != account.id:
        link.delete()
        return mail_compose(Mail.ADDRESS_IN_USE, to=state["to"], username=owner.username)
    purpose = Purpose(link.purpose)
    return mail_compose(
        Mail(state["mail"]), to=state["to"], username=account.username, link_id=link.id, purpose=purpose
    )


_backoff = Backoff()
"""So that the other jobs of the service go on."""


def _send(message: EmailMessage) -> None:
    """Send. Raises MailRefused, MailUnanswered or MailDelayed, which unlike their causes name no address."""
    if _backoff.is_on:
        raise MailDelayed("backoff")
    started = time.monotonic()
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        raise _fault("recipient", min(code for code, _ in error.recipients.values())) from None
    except SMTPDataError as error:
        raise _fault("data", error.smtp_code) from None
    except TextUnanswered:
        _backoff.failed(after_seconds=time.monotonic() - started)
        raise MailUnanswered from None
    except (SMTPException, OSError) as error:
        _backoff.failed(after_seconds=time.monotonic() - started)
        raise MailDelayed(type(error).__name__) from None


def _fault(what: str, code: int) -> Exception:
    return MailRefused() if code >= PERMANENT else MailDelayed(f"{what} {code}")
