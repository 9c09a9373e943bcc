"""Tokens that are valid except for one thing: signed with the key that the stack signs with."""

import base64
import json
from typing import Any

import psycopg2
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from gateway.testing import SigningKey
from gateway.testing.forging import Forge
from stack.credentials import secret
from stack.handle import Handle
from tests.e2e.client import Person

NEWEST = "SELECT kid, private_pem FROM signing_key WHERE activates_at <= now() ORDER BY activates_at DESC, kid LIMIT 1"


class StackKey(SigningKey):
    """A key that the stack publishes, in the hands of a test."""

    def __init__(self, kid: str, private: RSAPrivateKey, *, issuer: str) -> None:
        self.kid, self.private, self.issuer = kid, private, issuer


def forge_for(key: SigningKey, person: Person, other: Person) -> Forge:
    """Return what makes tokens of a person's own living session; ``other`` is somebody to pretend to be."""
    return Forge(key, claims_of(person.tokens["access"]), other.id)


def key_of(handle: Handle) -> StackKey:
    """Return the key that the stack signs with: whoever has the database and SIGNING_KEYS_SECRET can open it."""
    connection = psycopg2.connect(handle.database_url("auth"))
    with connection, connection.cursor() as cursor:
        cursor.execute(NEWEST)
        kid, sealed = cursor.fetchone()
    connection.close()
    private = load_pem_private_key(seal(secret(handle.layout, "signing-keys")).decrypt(bytes(sealed)), password=None)
    assert isinstance(private, RSAPrivateKey)
    return StackKey(kid, private, issuer=handle.url)


def seal(text: str) -> Fernet:
    """Return the cipher that private keys are kept with."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kith signing keys at rest").derive(text.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def claims_of(token: str) -> dict[str, Any]:
    """Return the payload of a token."""
    text = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return claims
