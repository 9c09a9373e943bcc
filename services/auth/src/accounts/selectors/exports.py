"""What this service exports of its events, for rebuilds of others."""

from uuid import UUID

from django.utils import timezone

from accounts.events import account_registered, account_state_changed, session_revoked
from accounts.models import (
    Account,
    Session,
    State,
)
from chassis.events.exports import exports
from contracts import Event
from contracts.accounts import AccountRegistered, AccountStateChanged, SessionRevoked


@exports(AccountRegistered)
def export_accounts(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return every account as the event of its registration, without the bio, which the profiles service keeps."""
    accounts = Account.objects.exclude(state=State.DELETED).order_by("id")
    if after is not None:
        accounts = accounts.filter(id__gt=after)
    return [(account.id, account_registered(account)) for account in accounts[:limit]]


@exports(AccountStateChanged)
def export_account_states(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the present state of every account whose state has ever changed."""
    accounts = Account.objects.filter(state_version__gt=1).order_by("id")
    if after is not None:
        accounts = accounts.filter(id__gt=after)
    return [(account.id, account_state_changed(account)) for account in accounts[:limit]]


@exports(SessionRevoked)
def export_denied_sessions(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the revoked sessions whose access tokens may not have expired yet."""
    sessions = Session.objects.filter(denied_until__gt=timezone.now()).order_by("id")
    if after is not None:
        sessions = sessions.filter(id__gt=after)
    return [(session.id, session_revoked(session)) for session in sessions[:limit]]
