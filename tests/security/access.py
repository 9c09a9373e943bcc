"""The access table as data, and the things that its rows are about."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from gateway.routes import ROUTES, absolute
from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.waiting import eventually
from tests.security.forging import claims_of

TABLE = Path(__file__).with_name("access.table")
NAMED = re.compile(r"\{(id|account)\}")
ACTORS = ("anonymous", "owner", "other", "revoked")
RULES = {(method, route.path) for route in ROUTES for method in route.methods}


WRITTEN = {"users/me/", "users/{account}/", "posts/", "posts/{id}/", "posts/{id}/comments/", "comments/{id}/"}
"""The routes that take words; the other ones take no body."""


@dataclass(frozen=True)
class Row:
    """What one method of a route answers about one kind of thing, by actor."""

    method: str
    path: str
    thing: str
    answers: dict[str, int]

    def __str__(self) -> str:
        """Return a name for the test."""
        return f"{self.method}-{self.path.removeprefix('/api/v1/')}-{self.thing}"


def _rows() -> list[Row]:
    lines = [line.split("#")[0].split() for line in TABLE.read_text().splitlines()]
    filled = [words for words in lines if words and words[0] != "METHOD"]
    return [Row(w[0], absolute(w[1]), w[2], dict(zip(ACTORS, map(int, w[3:]), strict=True))) for w in filled]


ROWS = _rows()


def address_of(path: str, thing: str, owner: Person, friend: Person) -> str:
    """Make a thing of the owner's, with a friend's help, and return the address that names it."""
    return NAMED.sub(lambda _: THINGS[thing](owner, friend), path)


def body_of(method: str, path: str, person: Person) -> dict[str, Any] | None:
    """Return a body that the route takes; those that open a session open one of the person's."""
    if method not in ("POST", "PUT", "PATCH"):
        return None
    name = path.removeprefix("/api/v1/")
    if name == "auth/register/":
        fresh = name_like("made")
        passwords = {"password": PASSWORD, "password_confirm": PASSWORD}
        return {"username": fresh, "email": f"{fresh}@example.org", **passwords}
    if name == "auth/refresh/":
        return {"refresh": _login(person)["refresh"]}
    if name == "auth/login/":
        return {"login": person.username, "password": PASSWORD}
    word = "bio" if name.startswith("users/") else "text"
    return {word: secrets.token_hex(8)} if name in WRITTEN else None


def _login(person: Person) -> dict[str, str]:
    answer = person.http.post("/api/v1/auth/login/", json={"login": person.username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    tokens: dict[str, str] = answer.json()
    return tokens


def _session(owner: Person, friend: Person) -> str:
    return str(claims_of(_login(owner)["access"])["sid"])


def _post(visibility: str, owner: Person, friend: Person) -> str:
    return str(owner.writes(visibility=visibility)["id"])


def _deleted_post(owner: Person, friend: Person) -> str:
    post_id = _post("public", owner, friend)
    owner.delete(f"posts/{post_id}/")
    return post_id


def _comment(visibility: str, owner: Person, friend: Person) -> str:
    return str(owner.comments(_post(visibility, owner, friend))["id"])


def _notification(owner: Person, friend: Person) -> str:
    """Make the friend like a post and return what the owner is told of it."""
    post_id = _post("public", owner, friend)
    friend.put(f"posts/{post_id}/like/")

    def told() -> str:
        found = [each["id"] for each in owner.results("notifications/") if each["target"]["id"] == post_id]
        assert found
        return str(found[0])

    return eventually(told)


THINGS: dict[str, Callable[[Person, Person], str]] = {
    "missing": lambda owner, friend: str(uuid4()),
    "account": lambda owner, friend: owner.id,
    "username": lambda owner, friend: f"@{owner.username}",
    "missing-username": lambda owner, friend: f"@{name_like('missing')}",
    "session": _session,
    "public-post": partial(_post, "public"),
    "followers-post": partial(_post, "followers"),
    "private-post": partial(_post, "private"),
    "deleted-post": _deleted_post,
    "public-comment": partial(_comment, "public"),
    "private-comment": partial(_comment, "private"),
    "notification": _notification,
}
