"""Tokens that are valid except for one thing: signed with the key that the gateway and the services trust."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.testing.tokens import SigningKey, base64url


@dataclass(frozen=True)
class Forge:
    """Makes tokens from the ``good`` claims of one that is accepted; ``other_id`` is somebody to pretend to be."""

    key: SigningKey
    good: Mapping[str, Any]
    other_id: str

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return good claims, made just now, with these changes; None leaves a claim out."""
        now = int(time.time())
        good = dict(self.good) | {"iat": now, "nbf": now, "exp": now + 300}
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
