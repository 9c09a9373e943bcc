"""Tokens that are valid except for one thing: signed with the key that the stack signs with."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

import psycopg2
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from gateway.testing import SigningKey
from gateway.testing.tokens import base64url
from stack.credentials import secret
from stack.handle import Handle
from tests.e2e.client import Person

NEWEST = "SELECT kid, private_pem FROM signing_key WHERE activates_at <= now() ORDER BY activates_at DESC, kid LIMIT 1"


class StackKey(SigningKey):
    """A key that the stack publishes, in the hands of a test."""

    def __init__(self, kid: str, private: RSAPrivateKey, *, issuer: str) -> None:
        self.kid, self.private, self.issuer = kid, private, issuer


@dataclass(frozen=True)
class Forge:
    """Makes tokens of a person's own living session; ``other`` is somebody to pretend to be."""

    key: SigningKey
    person: Person
    other: Person

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return good claims, made just now, with these changes; None leaves a claim out."""
        now = int(time.time())
        good = claims_of(self.person.tokens["access"]) | {"iat": now, "nbf": now, "exp": now + 300}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """Return a token with these changes and a valid signature."""
        return self.key.signed(json.dumps(self.key.header(**(header or {}))), json.dumps(self.claims(**changes)))

    def written(self, claim: str, text: str) -> str:
        """Return a token in whose payload a claim has exactly this text."""
        payload = json.dumps(self.claims(**{claim: "HERE"})).replace('"HERE"', text)
        return self.key.signed(json.dumps(self.key.header()), payload)

    def keyed(self, secret: bytes, algorithm: str = "HS256") -> str:
        """Return a token with an HMAC in place of a signature."""
        signing_input = self.token({"alg": algorithm}).rpartition(".")[0]
        return f"{signing_input}.{base64url(hmac.digest(secret, signing_input.encode(), hashlib.sha256))}"

    def foreign(self, header: dict[str, Any] | None = None, *, bits: int = 2048) -> str:
        """Return a token that another key has signed, under the name of ours."""
        other = SigningKey(self.key.kid, issuer=self.key.issuer, bits=bits)
        return other.signed(json.dumps(self.key.header(**(header or {}))), json.dumps(self.claims()))


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
