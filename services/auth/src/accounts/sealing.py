"""How secrets that must be read again are kept in the database: encrypted with keys made from SIGNING_KEYS_SECRET."""

import base64
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
