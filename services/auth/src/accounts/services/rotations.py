"""Exchanges a refresh token for the next pair, once, and answers retries with the same pair (ADR 52)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least

from accounts.errors import RefreshTokenReused
from accounts.keys import key_that_signs
from accounts.models import Rotation, Session, SessionQuerySet
from accounts.services.sessions import IDLE_LIFETIME, hour_of, session_end
from accounts.tokens import RefreshClaims, TokenPair, pair_of
from chassis.errors import SessionEnded
from chassis.http.idempotency import KeyReused, Slot
from chassis.ids import uuid7

MAX_LIFETIME = timedelta(days=180)  # of a session, however often it is used
GRACE = timedelta(seconds=60)  # for a retry without an Idempotency-Key
RETENTION = timedelta(hours=24)  # for a retry with the Idempotency-Key of the first request
GENERATION = ("current_token_id", "rotated_at", "key_id", "expires_at")
"""The columns that a pair of tokens is computed from, in a session and in a rotation."""


@dataclass(frozen=True)
class Refreshed:
    """A pair of tokens; ``is_replay`` if this is a retry, which gets the same pair byte for byte."""

    pair: TokenPair
    is_replay: bool


def session_refresh(*, claims: RefreshClaims, key: str | None, now: datetime) -> Refreshed:
    """Exchange a refresh token for the next pair. The row count of one UPDATE decides who is first.

    A retry gets the pair of the first request: within GRACE, or within RETENTION if both had the Idempotency-Key
    ``key``, also when the session has been rotated since.
    Raises RefreshTokenReused for any other use of an old token, after ending the session (emits SessionRevoked);
    SessionEnded when there is no active session; KeyReused when the key was used with another token of the session.
    """
    earlier = _find(claims, key, now)
    if earlier:
        return Refreshed(pair_of(earlier), is_replay=True)
    rotated = _rotate(claims, key, now)
    session = rotated or _settle(claims, key, now)
    if session is None:  # raised outside the transaction: the end of the session must be committed, not rolled back
        raise RefreshTokenReused()
    return Refreshed(pair_of(session), is_replay=rotated is None)


def _find(claims: RefreshClaims, key: str | None, now: datetime) -> Session | None:
    """Return the session as it was after the exchange with this key, unsaved; None if there was none.

    Raises KeyReused, and SessionEnded when the session has ended.
    """
    if key is None:
        return None
    rotation = Rotation.objects.filter(id=_slot(claims, key), rotated_at__gt=now - RETENTION).first()
    if rotation is None:
        return None
    if rotation.exchanged_token_id != claims.token_id:
        raise KeyReused("This Idempotency-Key was used with another refresh token; use a new key.")
    return _as_it_was(rotation, claims, now)


def _as_it_was(rotation: Rotation, claims: RefreshClaims, now: datetime) -> Session:
    session = _living(claims, now).first()
    if session is None:
        raise SessionEnded()
    for column in GENERATION:
        setattr(session, column, getattr(rotation, column))
    return session


@transaction.atomic
def _rotate(claims: RefreshClaims, key: str | None, now: datetime) -> Session | None:
    """Rotate the session if the token is its current one; otherwise change nothing and return None."""
    mine = Session.objects.alive(now).filter(id=claims.session_id, current_token_id=claims.token_id)
    is_first = mine.update(
        current_token_id=uuid7(),
        previous_token_id=F("current_token_id"),
        rotated_at=now,
        key_id=key_that_signs(now=now).kid,
        last_used_at=hour_of(now),
        expires_at=Least(Value(now + IDLE_LIFETIME), F("created_at") + MAX_LIFETIME),
    )
    if not is_first:
        return None
    session = Session.objects.select_related("account").get(id=claims.session_id)
    if key:
        _remember(session, claims, key)
    return session


def _remember(session: Session, claims: RefreshClaims, key: str) -> None:
    """Store what the pair is computed from; a row of the same key that is older than RETENTION is overwritten."""
    generation = {column: getattr(session, column) for column in GENERATION}
    row = Rotation(id=_slot(claims, key), exchanged_token_id=claims.token_id, **generation)
    columns = ["exchanged_token_id", *GENERATION]
    Rotation.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=columns)


@transaction.atomic
def _settle(claims: RefreshClaims, key: str | None, now: datetime) -> Session | None:
    """Handle a token that is not current: return the session whose pair it gets, or None after ending the session.

    The key is looked up again, because the exchange may have been made while this request waited for the session's row.
    """
    session = _living(claims, now).select_for_update(of=("self",)).first()
    if session is None:
        raise SessionEnded()
    if earlier := _find(claims, key, now):
        return earlier
    if session.previous_token_id == claims.token_id and now - session.rotated_at <= GRACE:
        return session
    session_end(session, reason="reuse", now=now)
    return None


def _living(claims: RefreshClaims, now: datetime) -> SessionQuerySet:
    mine = Session.objects.alive(now).filter(id=claims.session_id, account_id=claims.account_id)
    return mine.select_related("account")


def _slot(claims: RefreshClaims, key: str) -> bytes:
    return Slot(scope=f"session {claims.session_id}", path="auth/refresh", key=key).id
