"""Starting, continuing and ending sessions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from accounts.errors import RefreshTokenReused, SessionEnded, SessionNotFound, WrongCredentials
from accounts.facts import session_revoked
from accounts.keys import key_that_signs
from accounts.models import Account, Session
from accounts.tokens import RefreshClaims, TokenPair, pair_of
from chassis.ids import uuid7
from chassis.outbox import emit

log = structlog.get_logger(source="sessions")

MAX_SESSIONS = 20
MAX_LIFETIME = timedelta(days=180)  # of a session, however often it is used
IDLE_LIFETIME = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
LEEWAY = timedelta(seconds=settings.SIMPLE_JWT["LEEWAY"])
GRACE = timedelta(seconds=10)  # an answer that was lost on the way may be asked for again


@transaction.atomic
def session_start(*, account_id: UUID, device: str, address: str | None, now: datetime) -> TokenPair:
    """Start a session and return its tokens. Of more than MAX_SESSIONS the oldest end.

    Raises WrongCredentials when the account is gone by now. Emits SessionRevoked for those that made room.
    """
    account = _lock_account(account_id)
    _make_room(account_id, now)
    return session_open(account=account, device=device, address=address, now=now)


@transaction.atomic
def sessions_start(*, account_ids: Iterable[UUID], device: str, now: datetime) -> list[TokenPair]:
    """Start a session for each account, for development. Return their tokens in the same order."""
    return [session_start(account_id=id_, device=device, address=None, now=now) for id_ in account_ids]


def session_open(*, account: Account, device: str, address: str | None, now: datetime) -> TokenPair:
    """Insert a session and return its tokens; the caller's transaction has inserted or locked the account.

    Raises Unavailable when there is no key to sign with.
    """
    session = Session.objects.create(
        account=account,
        current_token_id=uuid7(),
        rotated_at=now,
        key_id=key_that_signs(now=now).kid,
        created_at=now,
        last_used_at=_hour(now),
        device=device,
        address=address,
        expires_at=now + IDLE_LIFETIME,
    )
    return pair_of(session)


def session_refresh(*, claims: RefreshClaims, now: datetime) -> TokenPair:
    """Exchange a refresh token for the next pair. The row count of one UPDATE decides who is first.

    Who asks again within GRACE gets the pair that the first one got, byte for byte.
    Raises RefreshTokenReused when a token comes back later, after ending the session (emits SessionRevoked), and
    SessionEnded when there is no living session.
    """
    session = _rotate(claims, now) or _settle(claims, now)
    if session is None:  # raised out here: the end of the session must be committed, not rolled back
        raise RefreshTokenReused()
    return pair_of(session)


@transaction.atomic
def _rotate(claims: RefreshClaims, now: datetime) -> Session | None:
    """Move the session on if the token is its current one; otherwise change nothing and return None."""
    mine = Session.objects.alive(now).filter(id=claims.session_id, current_token_id=claims.token_id)
    is_first = mine.update(
        current_token_id=uuid7(),
        previous_token_id=F("current_token_id"),
        rotated_at=now,
        key_id=key_that_signs(now=now).kid,
        last_used_at=_hour(now),
        expires_at=Least(Value(now + IDLE_LIFETIME), F("created_at") + MAX_LIFETIME),
    )
    return Session.objects.select_related("account").get(id=claims.session_id) if is_first else None


@transaction.atomic
def _settle(claims: RefreshClaims, now: datetime) -> Session | None:
    """Decide about a token that is not the current one: the session as it is, or None for one that had to end."""
    session = _lock_session(claims, now)
    if session.previous_token_id == claims.token_id and now - session.rotated_at <= GRACE:
        return session
    _end(session, reason="reuse", now=now)
    return None


def _lock_session(claims: RefreshClaims, now: datetime) -> Session:
    alive = Session.objects.alive(now).select_related("account").select_for_update(of=("self",))
    session = alive.filter(id=claims.session_id, account_id=claims.account_id).first()
    if session is None:
        raise SessionEnded()
    return session


@transaction.atomic
def session_revoke(*, session_id: UUID, account_id: UUID, reason: str, now: datetime) -> None:
    """End one session of an account. Raises SessionNotFound when it has none such alive. Emits SessionRevoked."""
    mine = Session.objects.alive(now).select_for_update().filter(id=session_id, account_id=account_id)
    session = mine.first()
    if session is None:
        raise SessionNotFound()
    _end(session, reason=reason, now=now)


@transaction.atomic
def sessions_revoke_all(*, account_id: UUID, reason: str, now: datetime) -> None:
    """End every session of an account, also one that is starting right now. Emits SessionRevoked for each."""
    _lock_account(account_id)
    for session in _living(account_id, now):
        _end(session, reason=reason, now=now)


def _make_room(account_id: UUID, now: datetime) -> None:
    living = list(_living(account_id, now))
    for session in living[: max(0, len(living) - MAX_SESSIONS + 1)]:
        _end(session, reason="limit", now=now)


def _living(account_id: UUID, now: datetime) -> list[Session]:
    """Return the living sessions of an account, oldest first and locked."""
    return list(Session.objects.alive(now).filter(account_id=account_id).select_for_update().order_by("id"))


def _lock_account(account_id: UUID) -> Account:
    """Return the account; whatever else starts or ends all of its sessions waits until this transaction is over."""
    account = Account.objects.select_for_update(no_key=True).filter(id=account_id).first()
    if account is None:
        raise WrongCredentials()
    return account


def _end(session: Session, *, reason: str, now: datetime) -> None:
    session.revoked_at, session.revoked_because = now, reason
    session.denied_until = max(now, session.rotated_at) + settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"] + LEEWAY
    session.version += 1
    session.save(update_fields=["revoked_at", "revoked_because", "denied_until", "version"])
    emit(session_revoked(session))
    log.info("session_ended", subject_id=str(session.account_id), session_id=str(session.id), reason=reason)


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
