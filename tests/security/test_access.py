"""The access table: every route, asked by nobody, by the owner, by another, and with a token that was revoked."""

from collections.abc import Callable
from functools import cache
from uuid import uuid4

import httpx
import pytest

from gateway.routes import ROUTES
from runtime.thoroughness import rounds
from tests.e2e.client import Person
from tests.e2e.waiting import eventually
from tests.security.access import ACTORS, ROWS, RULES, Row, address_of, body_of
from tests.security.answers import assert_401, median_ms, same

TRIES = rounds(40, 200)
TELLING_MS = 5
HIDDEN = {
    "D01-post": ("GET", "posts/{id}/", "private-post"),
    "D07-comments": ("GET", "posts/{id}/comments/", "private-post"),
    "D07-comment": ("GET", "comments/{id}/", "private-comment"),
    "C03-like": ("PUT", "posts/{id}/like/", "private-post"),
    "C01-edit": ("PATCH", "posts/{id}/", "private-post"),
    "C10-notification": ("DELETE", "notifications/{id}/", "notification"),
}
ALIASES = [(route, address) for route in ROUTES for address in route.addresses if address != route.path]


@pytest.fixture(scope="module")
def revoked(newcomer) -> Person:
    gone = newcomer("gone")
    gone.post("auth/logout/")
    eventually(lambda: assert_401(gone.get("feed/")), within=2)
    return gone


@pytest.fixture(scope="module")
def owner(newcomer) -> Person:
    """Somebody whom every service knows."""
    owner = newcomer("owner")
    for path in (f"users/{owner.id}/", f"users/{owner.id}/followers/"):
        eventually(lambda path=path: owner.get(path).status_code == 200)
    return owner


@pytest.fixture(scope="module")
def friend(newcomer) -> Person:
    return newcomer("friend")


@pytest.fixture(scope="module")
def made_now(owner, friend) -> Callable[[str, str], str]:
    """Make a thing of the owner's and return its address."""
    return lambda path, thing: address_of(path, thing, owner, friend)


@pytest.fixture(scope="module")
def made_before(made_now) -> Callable[[str, str], str]:
    """Return the address of a thing that is there: enough for those who are sent away before anybody looks at it."""
    return cache(made_now)


@pytest.fixture
def actors(attacker, owner, revoked, newcomer):
    """Return the actor for a row; those who leave must be somebody else's session each time."""

    def actor(name: str, path: str) -> Person | None:
        if "logout" in path and name in ("owner", "other"):
            return newcomer("leaver")
        return {"owner": owner, "other": attacker, "revoked": revoked, "anonymous": None}[name]

    return actor


def test_every_route_has_a_row():
    assert {(row.method, row.path) for row in ROWS} == RULES


@pytest.mark.parametrize("name", ACTORS)
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_access(row: Row, name, http, owner, actors, made_now, made_before):
    actor = actors(name, row.path)
    headers = {"Authorization": f"Bearer {actor.tokens['access']}"} if actor else {}
    body = body_of(row.method, row.path, actor if name == "other" else owner)

    def ask(thing: str) -> httpx.Response:
        make = made_before if row.answers[name] == 401 else made_now
        return http.request(row.method, make(row.path, thing), json=body, headers=headers)

    response = ask(row.thing)

    assert response.status_code == row.answers[name], response.text
    if response.status_code == 404:
        same(response, ask(row.thing if row.thing.startswith("missing") else "missing"))


@pytest.mark.parametrize(("route", "address"), ALIASES, ids=[address for _, address in ALIASES])
def test_an_alias_asks_for_the_same_token(route, address, http, revoked):
    path = address.replace("{id}", revoked.id).replace("{account}", f"@{revoked.username}")
    dead = {"Authorization": f"Bearer {revoked.tokens['access']}"}

    for rule in route.rules:
        for method in rule.methods:
            if rule.access != "public":
                assert_401(http.request(method, path, headers=dead))
            if rule.access == "required":
                assert_401(http.request(method, path))


@pytest.mark.parametrize("case", HIDDEN)
def test_the_time_does_not_tell_hidden_from_missing(case, attacker, made_now):
    method, path, thing = HIDDEN[case]
    hidden = made_now(path, thing)

    def difference_ms() -> float:
        one, other = median_ms(
            [
                lambda: attacker.request(method, hidden, json={"text": "x"}),
                lambda: attacker.request(method, path.replace("{id}", str(uuid4())), json={"text": "x"}),
            ],
            tries=TRIES,
        )
        return abs(one - other)

    eventually(lambda: difference_ms() < TELLING_MS, within=30)
