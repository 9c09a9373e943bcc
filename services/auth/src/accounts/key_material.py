"""Creates, stores and publishes RSA keys. The private half leaves this module only as an object that signs."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from accounts.sealing import seal_for

KEY_BITS = 2048
PUBLIC_EXPONENT = 65537
SEAL = "signing keys"


@dataclass(frozen=True)
class SealedKey:
    """A key pair that may be stored: the public half as a JWK, the private one encrypted."""

    kid: str
    public_jwk: dict[str, str]
    private_pem: bytes


def key_make() -> SealedKey:
    """Make a new RSA key; its name is the thumbprint of its public half."""
    private = generate_private_key(public_exponent=PUBLIC_EXPONENT, key_size=KEY_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    numbers = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    kid = thumbprint(numbers)
    jwk = {"kty": "RSA", "n": numbers["n"], "e": numbers["e"], "kid": kid, "use": "sig", "alg": "RS256"}
    return SealedKey(kid=kid, public_jwk=jwk, private_pem=seal_for(SEAL).encrypt(pem))


def thumbprint(jwk: dict[str, Any]) -> str:
    """Return the SHA-256 thumbprint of an RSA key, base64url without padding. Source: RFC 7638."""
    canonical = json.dumps({"e": jwk["e"], "kty": "RSA", "n": jwk["n"]}, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).rstrip(b"=").decode()


@lru_cache(maxsize=8)
def private_key(sealed: bytes) -> RSAPrivateKey:
    """Return the private key. Decrypting and checking one takes milliseconds, so the last few are cached.

    Raises cryptography.fernet.InvalidToken when SIGNING_KEYS_SECRET is not the one that it was encrypted with.
    """
    key = serialization.load_pem_private_key(seal_for(SEAL).decrypt(sealed), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key
