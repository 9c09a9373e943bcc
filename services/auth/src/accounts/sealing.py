"""How secrets that must be read again are kept in the database: encrypted with keys made from SIGNING_KEYS_SECRET."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=4)
def seal_for(use: str) -> Fernet:
    """Return what encrypts the secrets of one use; what one use has sealed, no other can open."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"kith {use} at rest".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SIGNING_KEYS_SECRET.encode())))


def digest_of(use: str, text: str) -> bytes:
    """Return 32 bytes by which a text is recognised for one use, and which nobody can compute without the secret."""
    message = f"kith {use}\0{text}".encode()
    return hmac.digest(settings.SIGNING_KEYS_SECRET.encode(), message, hashlib.sha256)
