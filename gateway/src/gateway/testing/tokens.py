"""Tokens as the auth service issues them, and invalid ones of any kind."""

import base64
import json
import time
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def base64url(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SigningKey:
    """An RSA key with a name, and the tokens that it signs."""

    def __init__(self, kid: str = "test-key", *, issuer: str, bits: int = 2048) -> None:
        self.kid = kid
        self.issuer = issuer
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    @property
    def pem(self) -> bytes:
        """Return the public key as SPKI in PEM."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def jwk(self) -> dict[str, str]:
        """Return the public key as a JWK."""
        numbers = self.private.public_key().public_numbers()
        n, e = (base64url(value.to_bytes((value.bit_length() + 7) // 8, "big")) for value in (numbers.n, numbers.e))
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": n, "e": e}

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return the claims of a valid access token with ``changes``; a value of None leaves the claim out."""
        now = int(time.time())
        good = {
            "iss": self.issuer,
            "aud": "kith",
            "sub": str(uuid4()),
            "sid": str(uuid4()),
            "username": "ada",
            "roles": ["user"],
            "typ": "access",
            "jti": uuid4().hex,
            "iat": now,
            "nbf": now,
            "exp": now + 300,
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    def header(self, **changes: Any) -> dict[str, Any]:
        """Return the header of a valid token with ``changes``; a value of None leaves the field out."""
        good = {"alg": "RS256", "kid": self.kid, "typ": "JWT"} | changes
        return {name: value for name, value in good.items() if value is not None}

    def token(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Return a token with these changes and a valid signature."""
        return self.signed(json.dumps(self.header(**(header or {}))), json.dumps(self.claims(**claims)))

    def signed(self, header: str | bytes, payload: str | bytes) -> str:
        """Return a token with exactly these texts."""
        parts = (part if isinstance(part, bytes) else part.encode() for part in (header, payload))
        signing_input = ".".join(base64url(part) for part in parts)
        signature = self.private.sign(signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signing_input}.{base64url(signature)}"
