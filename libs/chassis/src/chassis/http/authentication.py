"""Authentication: the account of the access token, without a query."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication
from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError

from chassis.errors import TokenExpired, TokenInvalid
from chassis.http import keyring
from chassis.http.tokens import AccessToken, key_id_of
from chassis.observability import context

MEMO_SIZE = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that a request comes from, according to its token."""

    id: UUID
    session_id: UUID
    username: str
    roles: frozenset[str]
    is_authenticated: ClassVar[bool] = True


def viewer_id(request: Request) -> UUID | None:
    """Return the caller's account, or None for an anonymous caller."""
    return request.user.id if request.user else None


class Authentication(JWTStatelessUserAuthentication):
    """Accepts ``Authorization: Bearer <access token>``; anything else there is refused, also on public addresses."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:  # type: ignore[override]
        """Return the caller, or None when the request has no Authorization. Raises TokenInvalid or TokenExpired."""
        header = request.META.get("HTTP_AUTHORIZATION")
        if not header:
            return None
        scheme, _, raw = header.partition(" ")
        if scheme.lower() != "bearer" or not raw:
            raise TokenInvalid
        caller = caller_of(raw)
        current = context.current()
        if current:
            current.account_id = str(caller.id)
        return caller, None

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        return "Bearer"


class _Checked(NamedTuple):
    """A token that was found right: until when, by the key of which id, and whom it stands for."""

    ends_at: int
    key_id: str
    caller: Caller


_memo: dict[bytes, _Checked] = {}


def caller_of(raw: str) -> Caller:
    """Return the caller of a token. Raises TokenInvalid, or TokenExpired for one that was valid.

    A checked token is remembered by its hash until its end, as long as its key is known: the check costs more than
    most of what a request is for. That its session may have ended is for the gateway to know.
    """
    digest = hashlib.sha256(raw.encode()).digest()
    checked = _memo.get(digest)
    if checked is None or time.time() >= checked.ends_at or not _is_known(checked.key_id):
        checked = _check(raw)
        if len(_memo) >= MEMO_SIZE:
            _memo.clear()
        _memo[digest] = checked
    return checked.caller


def _check(raw: str) -> _Checked:
    try:
        token = AccessToken(raw)
    except ExpiredTokenError as error:
        raise TokenExpired from error
    except TokenError as error:
        raise TokenInvalid from error
    return _Checked(token["exp"], key_id_of(raw), _caller(token))


def _is_known(key_id: str) -> bool:
    """Return whether tokens may still be signed with a key."""
    try:
        keyring.ring().public_key(key_id)
    except keyring.UnknownKey:
        return False
    return True


def _caller(token: Any) -> Caller:
    return Caller(
        id=UUID(token["sub"]),
        session_id=UUID(token["sid"]),
        username=token["username"],
        roles=frozenset(token["roles"]),
    )
