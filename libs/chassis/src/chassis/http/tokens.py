"""Access and refresh tokens: simplejwt's classes with a backend that supports key ids and checks everything."""

import base64
import json
import re
import time
from functools import cache
from typing import Any
from uuid import UUID

import jwt
from django.conf import settings
from rest_framework_simplejwt import tokens
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken, TokenError

from chassis.http import keyring

MAX_TOKEN_LENGTH = 4096
SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
MAX_TIME = 2**33  # the year 2242; times beyond it would overflow somewhere
REQUIRED = ["iss", "aud", "sub", "sid", "jti", "typ", "iat", "exp"]


class Backend(TokenBackend):
    """Signs with the ring's newest key and checks with the key that the header names; RS256 and nothing else."""

    def encode(self, payload: dict[str, Any]) -> str:
        """Return the signed token; only the auth service's ring can sign."""
        ring: Any = keyring.ring()
        kid, key = ring.signing_key()
        return sign(payload, kid=kid, key=key)

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """Return the claims of a token that is well-formed, has a valid signature, and is valid now.

        Raises TokenBackendError otherwise, for one that has expired TokenBackendExpiredToken, and Unavailable while
        there are no keys to check with.
        """
        raw = token.decode("ascii", "replace") if isinstance(token, bytes) else str(token)
        try:
            key = keyring.ring().public_key(key_id_of(raw))
            claims = jwt.decode(
                raw,
                key,
                algorithms=["RS256"],
                audience=settings.JWT_AUDIENCE,
                issuer=settings.JWT_ISSUER,
                leeway=self.get_leeway(),
                options={"require": REQUIRED, "strict_aud": True, "verify_exp": False},
            )
        except (jwt.PyJWTError, keyring.UnknownKey, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise TokenBackendError("invalid") from error
        check_claims(claims)
        # Last, because only a token that is valid otherwise is called expired.
        if claims["exp"] <= time.time() - settings.SIMPLE_JWT["LEEWAY"]:
            raise TokenBackendExpiredToken("expired")
        return claims


@cache
def backend() -> Backend:
    """Return the backend of this process."""
    return Backend("RS256", leeway=settings.SIMPLE_JWT["LEEWAY"])


def sign(payload: dict[str, Any], *, kid: str, key: Any) -> str:
    """Return a token with these claims, the issuer and the audience."""
    claims = payload | {"iss": settings.JWT_ISSUER, "aud": settings.JWT_AUDIENCE}
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})


def key_id_of(raw: str) -> str:
    """Return the key id of a compact token.

    Raises ValueError unless it has exactly the form that Kith issues. Lenient base64 would allow many encodings of one
    token, and Kith never issues header fields like ``jku`` or ``crit``.
    """
    if len(raw) > MAX_TOKEN_LENGTH or not SHAPE.fullmatch(raw):
        raise ValueError("not a compact token")
    parts = [_decode_strictly(part) for part in raw.split(".")]
    header = json.loads(parts[0])
    if not isinstance(header, dict) or header.keys() != {"alg", "kid", "typ"}:
        raise ValueError("unexpected header")
    kid = header["kid"]
    if header["alg"] != "RS256" or header["typ"] != "JWT" or not isinstance(kid, str) or not KEY_ID.fullmatch(kid):
        raise ValueError("unexpected header")
    return kid


def _decode_strictly(part: str) -> bytes:
    decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(decoded).rstrip(b"=").decode() != part:
        raise ValueError("not canonical base64url")
    return decoded


def check_claims(claims: dict[str, Any]) -> None:
    """Raise TokenBackendError unless the claims have the types and ranges that Kith issues."""
    times = [claims[name] for name in ("iat", "nbf", "exp") if name in claims]
    if not all(type(value) is int and 0 < value < MAX_TIME for value in times):
        raise TokenBackendError("times must be whole seconds")
    if not all(isinstance(claims[name], str) for name in ("sub", "sid", "jti", "typ")):
        raise TokenBackendError("ids must be strings")
    for name in ("sub", "sid"):
        try:
            is_canonical = str(UUID(claims[name])) == claims[name]
        except ValueError:
            is_canonical = False
        if not is_canonical:
            raise TokenBackendError("ids must be UUIDs")


class _Token(tokens.Token):
    """A token of Kith; ``nbf`` is the time of issue."""

    def __init__(self, token: Any = None, verify: bool = True) -> None:
        super().__init__(token, verify)
        if token is None:
            self["nbf"] = self["iat"]

    @property
    def token_backend(self) -> Backend:
        """Return our backend in place of simplejwt's."""
        return backend()


class AccessToken(_Token):
    """The token that a client sends with each request."""

    token_type = "access"  # noqa: S105
    lifetime = settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"]

    def verify(self) -> None:
        """Raise TokenError unless the claims identify the caller."""
        super().verify()
        roles = self.get("roles")
        is_list = isinstance(roles, list) and all(isinstance(role, str) for role in roles)
        if not is_list or not isinstance(self.get("username"), str):
            raise TokenError("no username or roles")


class RefreshToken(_Token):
    """The token that a client exchanges for a new pair."""

    token_type = "refresh"  # noqa: S105
    lifetime = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
