"""The public keys of the auth service as files that njs can read: SPKI in PEM, named after the ``kid``."""

import base64
import re
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.agent.files import make_folder, write_atomically

KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
MIN_BITS = 2048


class BadKey(ValueError):
    """A key set, or a key of it, is not what the auth service would publish; the message contains nothing of it."""


class KeyFolder:
    """The key files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = make_folder(folder)

    def replace(self, key_set: dict[str, Any]) -> int:
        """Make the folder contain exactly the keys of a JWK set, and return how many.

        Raises BadKey, and changes nothing, when a key is unusable or there is none, because that must be a fault of the
        auth service.
        """
        keys = key_set.get("keys")
        if not isinstance(keys, list) or not keys:
            raise BadKey("the key set is empty")
        wanted = {f"{_key_id(key)}.pem": _pem(key) for key in keys}
        for name, pem in wanted.items():
            if not (path := self._folder / name).exists() or path.read_text() != pem:
                write_atomically(path, pem)
        for path in self._folder.iterdir():
            if path.name not in wanted:
                path.unlink(missing_ok=True)
        return len(wanted)

    def count(self) -> int:
        """Return how many keys there are."""
        return sum(1 for _ in self._folder.glob("*.pem"))


def _key_id(key: Any) -> str:
    kid = key.get("kid") if isinstance(key, dict) else None
    if not isinstance(kid, str) or not KEY_ID.fullmatch(kid):
        raise BadKey("a key has no proper name")
    return kid


def _pem(key: dict[str, Any]) -> str:
    if (key.get("kty"), key.get("alg", "RS256"), key.get("use", "sig")) != ("RSA", "RS256", "sig"):
        raise BadKey("a key is not for RS256 signatures")
    try:
        public = RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
    except (KeyError, TypeError, ValueError) as error:
        raise BadKey("a key cannot be read") from error
    return _spki(public)


def _spki(public: RSAPublicKey) -> str:
    if public.key_size < MIN_BITS:
        raise BadKey(f"a key has less than {MIN_BITS} bits")
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
