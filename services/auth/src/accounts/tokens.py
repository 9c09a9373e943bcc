"""Access and refresh tokens, computed from a session's row alone, so that they can be computed again."""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError

from accounts.errors import RefreshTokenInvalid
from accounts.keys import signing_key
from accounts.models import Session
from chassis.http.tokens import RefreshToken, sign


@dataclass(frozen=True)
class TokenPair:
    """What a client gets. ``expires_in`` is the lifetime of the access token in seconds, from when it was issued."""

    access: str
    refresh: str
    expires_in: int


@dataclass(frozen=True)
class RefreshClaims:
    """The claims of a checked refresh token."""

    session_id: UUID
    account_id: UUID
    token_id: UUID


def pair_of(session: Session) -> TokenPair:
    """Return the session's current pair of tokens: the same bytes each time until it is rotated (ADR 52)."""
    key = signing_key(session.key_id)
    access, refresh = _access_claims(session), _refresh_claims(session)
    return TokenPair(
        access=sign(access, kid=session.key_id, key=key),
        refresh=sign(refresh, kid=session.key_id, key=key),
        expires_in=access["exp"] - access["iat"],
    )


def read_refresh(raw: str) -> RefreshClaims:
    """Return the claims of a refresh token.

    Raises RefreshTokenInvalid if its signature is invalid or it has expired.
    """
    try:
        token = RefreshToken(raw)
        return RefreshClaims(UUID(token["sid"]), UUID(token["sub"]), UUID(token["jti"]))
    except (TokenError, ValueError) as error:
        raise RefreshTokenInvalid() from error


def find_refresh(raw: str | None) -> RefreshClaims | None:
    """Return the claims of a refresh token, or None without one and for one that ``read_refresh`` refuses."""
    try:
        return read_refresh(raw) if raw else None
    except RefreshTokenInvalid:
        return None


def _access_claims(session: Session) -> dict[str, Any]:
    issued = _seconds(session.rotated_at)
    life = settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"]
    return {
        "typ": "access",
        **_common_claims(session),
        "jti": str(uuid5(NAMESPACE_OID, f"access {session.current_token_id}")),
        "username": session.account.username,
        "roles": session.account.roles,
        "nbf": issued,
        "exp": min(issued + int(life.total_seconds()), _seconds(session.expires_at)),
    }


def _refresh_claims(session: Session) -> dict[str, Any]:
    return {
        "typ": "refresh",
        **_common_claims(session),
        "jti": str(session.current_token_id),
        "exp": _seconds(session.expires_at),
    }


def _common_claims(session: Session) -> dict[str, Any]:
    return {"sub": str(session.account_id), "sid": str(session.id), "iat": _seconds(session.rotated_at)}


def _seconds(moment: Any) -> int:
    return int(moment.timestamp())
