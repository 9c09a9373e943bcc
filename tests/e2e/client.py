"""A client of Kith as an app would have it: one URL, one token."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.e2e.waiting import eventually

API = "/api/v1/"
PASSWORD = "a lantern over the quiet harbour"
PATIENCE_SECONDS = 90
"""How long a registration is retried: a stack with default limits lets one address register 20 times a minute."""


@dataclass
class Person:
    """An account with its connection and tokens; addresses are relative to the API."""

    http: httpx.Client
    id: str
    username: str
    tokens: dict[str, Any]

    @property
    def email(self) -> str:
        """Return the address that the account was registered with."""
        return f"{self.username}@example.org"

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request with the access token, unless it brings an Authorization of its own."""
        headers = {"Authorization": f"Bearer {self.tokens['access']}"} | options.pop("headers", {})
        return self.http.request(method, address(path), headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Read."""
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        """Create, or act."""
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        """Replace, or switch on."""
        return self.request("PUT", path, json=json, **options)

    def change(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        """Change a part of something."""
        return self.request("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        """Remove, or switch off."""
        return self.request("DELETE", path, **options)

    def results(self, path: str) -> list[dict[str, Any]]:
        """Return the first page of a list."""
        response = self.get(path)
        assert response.status_code == 200, response.text
        return response.json()["results"]

    def ids(self, path: str) -> list[str]:
        """Return the ids on the first page of a list."""
        return [item["id"] for item in self.results(path)]

    def writes(self, text: str = "Low tide, and the boats lean on their keels.", **fields: Any) -> dict[str, Any]:
        """Publish a post and return it."""
        response = self.post("posts/", {"text": text, **fields})
        assert response.status_code == 201, response.text
        return response.json()

    def follows(self, other: "Person") -> None:
        """Follow an account, as soon as the social graph knows it."""

        def follow() -> None:
            assert self.put(f"users/{other.id}/follow/").json().get("following") == "active"

        eventually(follow)

    def comments(self, post_id: str, text: str = "So they do.", **fields: Any) -> dict[str, Any]:
        """Comment on a post, as soon as that can be seen, and return the comment."""
        response = self.post(f"posts/{post_id}/comments/", {"text": text, **fields})
        assert response.status_code == 201, response.text
        return response.json()


def address(path: str) -> str:
    """Return a path from the root: those without a leading slash are relative to the API."""
    return path if path.startswith("/") else API + path


def name_like(stem: str) -> str:
    """Return a username that nobody has yet."""
    return f"{stem}_{secrets.token_hex(6)}"


def register(http: httpx.Client, stem: str = "ada", *, path: str = "auth/register/", **fields: str) -> httpx.Response:
    """Register a fresh account and return the answer; waits when the stack allows no more registrations for now."""
    username = fields.pop("username", name_like(stem))
    body = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
    body = body | {"password_confirm": PASSWORD} | fields

    return patiently(lambda: http.post(address(path), json=body))


def patiently(send: Callable[[], httpx.Response]) -> httpx.Response:
    """Send a request until it is not refused for being one too many, and return the answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (response := send()).status_code == 429 and time.monotonic() < deadline:
        time.sleep(float(response.headers["Retry-After"]))
    return response


def person_of(http: httpx.Client, answer: dict[str, Any]) -> Person:
    """Return the person that an answer to a registration or log-in is about."""
    tokens = {name: answer[name] for name in ("access", "refresh", "token", "expires_in")}
    return Person(http, answer["user"]["id"], answer["user"]["username"], tokens)
