"""The mail about the deletion of an account, which the erasure of the account waits for (ADR 165)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.mails import Mail, mail_compose
from accounts.models import Account
from accounts.services.mails import mail_is_allowed, mail_try
from chassis.jobs import Later, State, enqueue, job
from chassis.jobs.models import Job
from personal_data.interface import erases

KIND = "accounts.send_last_mail"
LIFETIME = timedelta(minutes=10)
"""How long an erasure waits for a mail server that is away. Then address and name are erased, and no mail is sent."""
RETRY_SECONDS = 5.0


def last_mail_enqueue(account: Account, *, now: datetime) -> None:
    """Let the worker mail the owner of an account that its deletion has begun, if the current transaction commits.

    The job holds the address and the name, since the account will have neither.
    """
    mail, to = Mail.ACCOUNT_DELETED, account.email
    if mail_is_allowed(mail, to=to, account_id=account.id, is_verified=account.email_verified):
        state = {"mail": mail, "to": to, "username": account.username, "queued_at": now.isoformat()}
        enqueue(KIND, key=account.id, state=state | {"account": str(account.id)})


@job(KIND)
def last_mail_send(key: str, state: State) -> State | None:
    """Send it like other mails, but for LIFETIME at most. Raises Later."""
    return mail_try(state, compose=_message_of, lifetime=LIFETIME)


def _message_of(state: State) -> EmailMessage:
    return mail_compose(Mail(state["mail"]), to=state["to"], username=state["username"])


@erases
def last_mail_erase(account_id: UUID) -> bool:
    """Delete the mail that was not sent in its LIFETIME. Raises Later while it may be sent."""
    waiting = Job.objects.filter(kind=KIND, key=str(account_id))
    for each in waiting:
        if timezone.now() - datetime.fromisoformat(each.state["queued_at"]) < LIFETIME:
            raise Later(RETRY_SECONDS)
    waiting.delete()
    return False
