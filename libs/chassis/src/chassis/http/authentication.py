"""Who is calling: the account of the access token, without asking anybody."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication
from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError

from chassis.errors import TokenExpired, TokenInvalid
from chassis.http.tokens import AccessToken
from chassis.observability import context

MEMO_SECONDS = 10
MEMO_SIZE = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that a request comes from, as its token says."""

    id: UUID
    session_id: UUID
    username: str
    roles: frozenset[str]
    is_authenticated: ClassVar[bool] = True


def viewer_id(request: Request) -> UUID | None:
    """Return the account that asks, or None when it is nobody known."""
    return request.user.id if request.user else None


class Authentication(JWTStatelessUserAuthentication):
    """Accepts ``Authorization: Bearer <access token>``; anything else there is refused, also on public addresses."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:  # type: ignore[override]
        """Return the caller, or None when the request brings no Authorization. Raises TokenInvalid or TokenExpired."""
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


_memo: dict[bytes, tuple[float, Caller]] = {}


def caller_of(raw: str) -> Caller:
    """Return the caller that a token stands for. Raises TokenInvalid, or TokenExpired for one that was ours.

    A checked token is remembered by its hash for 10 s, and never past its end: the signature costs more than the rest.
    """
    digest = hashlib.sha256(raw.encode()).digest()
    remembered = _memo.get(digest)
    if remembered and time.time() < remembered[0]:
        return remembered[1]
    try:
        token = AccessToken(raw)
    except ExpiredTokenError as error:
        raise TokenExpired from error
    except TokenError as error:
        raise TokenInvalid from error
    caller = _caller(token)
    if len(_memo) >= MEMO_SIZE:
        _memo.clear()
    _memo[digest] = (min(time.time() + MEMO_SECONDS, token["exp"]), caller)
    return caller


def _caller(token: Any) -> Caller:
    return Caller(
        id=UUID(token["sub"]),
        session_id=UUID(token["sid"]),
        username=token["username"],
        roles=frozenset(token["roles"]),
    )
