"""Reads of sessions."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import (
    Session,
)
from chassis.database.prepared import Prepared


def sessions_alive(*, account_id: UUID, now: datetime) -> QuerySet[Session]:
    """Return the active sessions of an account."""
    return Session.objects.alive(now).filter(account_id=account_id)


def session_is_recent(*, session_id: UUID, since: datetime) -> bool:
    """Return whether a session began after a time."""
    return Session.objects.filter(id=session_id, created_at__gt=since).exists()


def session_is_alive(*, session_id: UUID, account_id: UUID, now: datetime) -> bool:
    """Return whether the session belongs to the account and has not ended."""
    return bool(_living_session(session_id, account_id, now))


@Prepared
def _living_session(session_id: UUID, account_id: UUID, now: datetime) -> QuerySet:
    return sessions_alive(account_id=account_id, now=now).filter(id=session_id).values_list("id")


def address_is_known(*, account_id: UUID, address: str | None, now: datetime) -> bool:
    """Return whether the account has an active session that began at this address."""
    return address is not None and sessions_alive(account_id=account_id, now=now).filter(address=address).exists()
