"""Starting and ending sessions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from accounts.errors import SessionNotFound, WrongCredentials
from accounts.events import session_revoked
from accounts.keys import key_that_signs
from accounts.models import Account, Session, State
from accounts.services.locks import account_lock
from accounts.tokens import TokenPair, pair_of
from chassis.events.outbox import emit
from chassis.ids import uuid7

log = structlog.get_logger(source="sessions")

MAX_SESSIONS = 20
IDLE_LIFETIME = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
LEEWAY = timedelta(seconds=settings.SIMPLE_JWT["LEEWAY"])


@transaction.atomic
def session_start(
    *, account_id: UUID, device: str, address: str | None, now: datetime, password_hash: str | None = None
) -> TokenPair:
    """Start a session and return its tokens. If there are more than MAX_SESSIONS, the oldest end.

    ``password_hash`` is what the password was compared with. Raises WrongCredentials when the account no longer exists,
    is suspended, or has another password by now. Emits SessionRevoked for the sessions above the limit.
    """
    account = account_lock(account_id, otherwise=WrongCredentials)
    if password_hash not in (None, account.password) or account.state != State.ACTIVE:
        raise WrongCredentials()
    return pair_of(session_begin(account=account, device=device, address=address, now=now))


def session_begin(*, account: Account, device: str, address: str | None, now: datetime) -> Session:
    """Start a session of an account that the caller has locked, like ``session_start``, and return it."""
    _make_room(account.id, now)
    return session_open(account=account, device=device, address=address, now=now)


@transaction.atomic
def sessions_start(*, account_ids: Iterable[UUID], device: str, now: datetime) -> list[TokenPair]:
    """Start a session for each account, for development. Return their tokens in the same order."""
    return [session_start(account_id=id_, device=device, address=None, now=now) for id_ in account_ids]


def session_open(*, account: Account, device: str, address: str | None, now: datetime) -> Session:
    """Insert a session and return it; the caller's transaction has inserted or locked the account.

    Raises Unavailable when there is no key to sign with.
    """
    session: Session = Session.objects.create(
        account=account,
        current_token_id=uuid7(),
        rotated_at=now,
        key_id=key_that_signs(now=now).kid,
        created_at=now,
        last_used_at=hour_of(now),
        device=device,
        address=address,
        expires_at=now + IDLE_LIFETIME,
    )
    return session


@transaction.atomic
def session_revoke(*, session_id: UUID, account_id: UUID, reason: str, now: datetime) -> None:
    """End one session of an account.

    Raises SessionNotFound when it has no such active session. Emits SessionRevoked.
    """
    mine = Session.objects.alive(now).select_for_update().filter(id=session_id, account_id=account_id)
    session = mine.first()
    if session is None:
        raise SessionNotFound()
    session_end(session, reason=reason, now=now)


@transaction.atomic
def sessions_log_out(*, sessions: Iterable[tuple[UUID, UUID]], now: datetime) -> None:
    """End sessions, given as pairs of session and account; those of other accounts, or that have ended, are left out.

    Emits SessionRevoked for each that ends.
    """
    for session_id, account_id in sorted(set(sessions)):
        mine = Session.objects.alive(now).select_for_update().filter(id=session_id, account_id=account_id)
        for session in mine:
            session_end(session, reason="logout", now=now)


@transaction.atomic
def sessions_revoke_all(*, account_id: UUID, reason: str, now: datetime) -> None:
    """End every session of an account, also one that is starting right now. Emits SessionRevoked for each."""
    account_lock(account_id)
    for session in _living(account_id, now):
        session_end(session, reason=reason, now=now)


def sessions_end_others(*, account: Account, but: UUID | None, reason: str, now: datetime) -> None:
    """End the sessions of an account that the caller has locked, except one. Emits SessionRevoked for each."""
    for session in _living(account.id, now):
        if session.id != but:
            session_end(session, reason=reason, now=now)


def _make_room(account_id: UUID, now: datetime) -> None:
    living = list(_living(account_id, now))
    for session in living[: max(0, len(living) - MAX_SESSIONS + 1)]:
        session_end(session, reason="limit", now=now)


def _living(account_id: UUID, now: datetime) -> list[Session]:
    """Return the active sessions of an account, oldest first and locked."""
    return list(Session.objects.alive(now).filter(account_id=account_id).select_for_update().order_by("id"))


def session_end(session: Session, *, reason: str, now: datetime) -> None:
    """End an active session that the caller has locked. Emits SessionRevoked."""
    session.revoked_at, session.revoked_because = now, reason
    session.denied_until = max(now, session.rotated_at) + settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"] + LEEWAY
    session.version += 1
    session.save(update_fields=["revoked_at", "revoked_because", "denied_until", "version"])
    emit(session_revoked(session))
    log.info("session_ended", subject_id=str(session.account_id), session_id=str(session.id), reason=reason)


def hour_of(now: datetime) -> datetime:
    """Return the beginning of the hour: the precision with which the use of a session is stored."""
    return now.replace(minute=0, second=0, microsecond=0)
