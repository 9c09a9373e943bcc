"""A stand-in for the auth service's keys: real tokens of a key of its own, published as a real JWKS."""

import base64
import json
import threading
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa


class Issuer:
    """Signs with its newest key; ``published`` is the list of keys that services find at ``url``."""

    def __init__(self) -> None:
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.published: list[str] = []
        self.requests = 0
        self.add_key("test-1")

    def add_key(self, kid: str) -> None:
        """Make a new key, publish it and sign with it from now on."""
        self.keys[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.published.append(kid)

    def signing_key(self) -> tuple[str, rsa.RSAPrivateKey]:
        """Return the id and the key that sign."""
        kid = list(self.keys)[-1]
        return kid, self.keys[kid]

    def jwks(self) -> dict[str, Any]:
        """Return the published keys."""
        return {"keys": [jwk_of(kid, self.keys[kid]) for kid in self.published]}

    @cached_property
    def server(self) -> ThreadingHTTPServer:
        """Serve the JWKS on a free port of this machine, in a thread that ends with the process."""
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.requests += 1
                body = json.dumps(issuer.jwks()).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Write nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    @property
    def url(self) -> str:
        """Return the address of the JWKS."""
        return f"http://127.0.0.1:{self.server.server_port}/.well-known/jwks.json"


def jwk_of(kid: str, key: rsa.RSAPrivateKey) -> dict[str, str]:
    """Return the public half of a key as a JWK."""
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": _number(numbers.n), "e": _number(numbers.e)}


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


issuer = Issuer()
"""The issuer whose keys the services under test trust."""
