"""The public keys that access tokens are checked with, by key id."""

import threading
import time
from functools import cache
from typing import Protocol

import requests
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from chassis.errors import Unavailable

REFRESH_SECONDS = 30
UNKNOWN_KEY_SECONDS = 5
RETRY_SECONDS = 1
FETCH_TIMEOUT_SECONDS = 2
MIN_KEY_BITS = 2048

log = structlog.get_logger(source="keyring")


class UnknownKey(Exception):
    """No key has this id."""


class KeyRing(Protocol):
    """The source of the keys; the setting KEYRING names the class."""

    def public_key(self, kid: str) -> RSAPublicKey:
        """Return the key. Raises UnknownKey, or Unavailable while no keys are known."""


@cache
def ring() -> KeyRing:
    """Return the key ring of this process."""
    return import_string(settings.KEYRING)()


class RemoteKeys:
    """The keys that the auth service publishes at JWKS_URL, cached in memory.

    They are fetched at first use, then every 30 s when a key is used, and for an unknown id at most once in 5 s. While
    the auth service is down the cached ones are used.
    """

    def __init__(self) -> None:
        if not settings.JWKS_URL:
            raise ImproperlyConfigured("Set the JWKS_URL environment variable")
        self._keys: dict[str, RSAPublicKey] | None = None
        self._tried_at = float("-inf")
        self._lock = threading.Lock()

    def public_key(self, kid: str) -> RSAPublicKey:
        """Return the key. Raises UnknownKey, or Unavailable while no keys were ever fetched."""
        if self._keys is None:
            self._fetch_if_older_than(RETRY_SECONDS)
        elif kid not in self._keys:
            self._fetch_if_older_than(UNKNOWN_KEY_SECONDS)
        elif time.monotonic() - self._tried_at > REFRESH_SECONDS:
            threading.Thread(target=self._fetch_if_older_than, args=[REFRESH_SECONDS], daemon=True).start()
        if self._keys is None:
            raise Unavailable("Tokens cannot be checked right now.")
        try:
            return self._keys[kid]
        except KeyError:
            raise UnknownKey from None

    def _fetch_if_older_than(self, seconds: float) -> None:
        """Fetch the keys unless that was tried so recently; one thread at a time, the others wait for its result."""
        with self._lock:
            if time.monotonic() - self._tried_at < seconds:
                return
            self._tried_at = time.monotonic()
            try:
                answer = requests.get(settings.JWKS_URL, timeout=FETCH_TIMEOUT_SECONDS, allow_redirects=False)
                answer.raise_for_status()
                self._keys = keys_of(answer.json())
            except (requests.RequestException, ValueError, KeyError, TypeError) as error:
                log.warning("keys_not_fetched", reason=type(error).__name__)


def keys_of(jwks: dict) -> dict[str, RSAPublicKey]:
    """Return the usable keys of a JWKS: RSA for RS256, with an id, 2048 bits or more.

    Raises ValueError if there is none.
    """
    keys = {}
    for jwk in jwks["keys"]:
        if jwk.get("kty") != "RSA" or jwk.get("alg", "RS256") != "RS256" or not isinstance(jwk.get("kid"), str):
            continue
        try:
            key = PyJWK(jwk, algorithm="RS256").key
        except PyJWTError:
            continue
        if isinstance(key, RSAPublicKey) and key.key_size >= MIN_KEY_BITS:
            keys[jwk["kid"]] = key
    if not keys:
        raise ValueError("a JWKS without a usable key")
    return keys
