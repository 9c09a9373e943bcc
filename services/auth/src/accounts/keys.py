"""The auth service's own key ring: the table of signing keys, with a copy of the public halves in memory."""

import threading
import time
from datetime import datetime
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from django.db import Error
from django.db.models import Q
from django.utils import timezone

from accounts.key_material import private_key
from accounts.models import SigningKey
from chassis.database import connection as db
from chassis.errors import Unavailable
from chassis.http.keyring import UnknownKey, keys_of

FRESH_SECONDS = 2

log = structlog.get_logger(source="keys")


def key_that_signs(*, now: datetime) -> SigningKey:
    """Return the key that signs new tokens at ``now``. Raises Unavailable when none was ever made."""
    key = SigningKey.objects.filter(activates_at__lte=now).order_by("-activates_at", "kid").first()
    if key is None:
        raise Unavailable("There is no key to sign tokens with; run the command ensure_signing_key.")
    return key


def signing_key(kid: str) -> RSAPrivateKey:
    """Return the private key of that name. Raises SigningKey.DoesNotExist."""
    return private_key(bytes(SigningKey.objects.values_list("private_pem", flat=True).get(kid=kid)))


def published_keys(*, now: datetime) -> list[dict[str, str]]:
    """Return the public keys that tokens may be signed with, oldest first."""
    published = SigningKey.objects.filter(Q(retires_at__isnull=True) | Q(retires_at__gt=now))
    return list(published.order_by("activates_at", "kid").values_list("public_jwk", flat=True))


class PublicKeys:
    """The public keys in the table, at most two seconds old.

    While the database is unavailable the last copy is used.
    """

    def __init__(self) -> None:
        self._jwks: list[dict[str, str]] | None = None
        self._keys: dict[str, RSAPublicKey] = {}
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def jwks(self) -> dict[str, Any]:
        """Return the JSON Web Key Set. Raises Unavailable when it was never read and the database is unavailable."""
        if time.monotonic() - self._read_at > FRESH_SECONDS:
            self._read()
        return {"keys": self._jwks}

    def public_key(self, kid: str) -> RSAPublicKey:
        """Return the key. Raises UnknownKey, or Unavailable when no key was ever read."""
        self.jwks()
        if kid not in self._keys:  # another process may have just created it
            self._read()
        try:
            return self._keys[kid]
        except KeyError:
            raise UnknownKey from None

    def signing_key(self) -> tuple[str, RSAPrivateKey]:
        """Return the name and the private half of the key that signs now."""
        key = key_that_signs(now=timezone.now())
        return key.kid, private_key(bytes(key.private_pem))

    def _read(self) -> None:
        """Read the table, in one thread at a time; the others use the present copy."""
        if not self._lock.acquire(blocking=self._jwks is None):
            return
        try:
            self._replace(published_keys(now=timezone.now()))
        except Error as error:
            self._keep_copy(error)
        finally:
            self._lock.release()

    def _replace(self, jwks: list[dict[str, str]]) -> None:
        self._keys = keys_of({"keys": jwks}) if jwks else {}
        self._jwks, self._read_at = jwks, time.monotonic()

    def _keep_copy(self, error: Error) -> None:
        if self._jwks is None or not db.is_outage(error):
            raise error
        self._read_at = time.monotonic()  # otherwise every request would wait for the database first
        log.warning("keys_not_read", reason=type(error).__name__)
