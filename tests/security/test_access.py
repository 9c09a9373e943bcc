"""The access table: the status of every route for every actor."""

from collections.abc import Callable
from functools import cache

import httpx
import pytest

from gateway.routes import ROUTES
from tests.e2e.client import Person
from tests.e2e.waiting import eventually
from tests.security.access import ROWS, RULES, TABLE, Row, body_of, read_table
from tests.security.actors import ACTORS, DIFFERING, RELATED, SPENDING
from tests.security.answers import assert_401, same
from tests.security.objects import Objects

ALIASES = [(route, address) for route in ROUTES for address in route.addresses if address != route.path]


@pytest.fixture(scope="module")
def owner(newcomer) -> Person:
    """An account that every service knows."""
    return known_everywhere(newcomer("owner"))


@pytest.fixture(scope="module")
def private_owner(newcomer) -> Person:
    """The same, private."""
    owner = known_everywhere(newcomer("private"))
    eventually(lambda: owner.change("users/me/", {"is_private": True}).status_code == 200, within=30)
    return owner


def known_everywhere(owner: Person) -> Person:
    for path in (f"users/{owner.id}/", f"users/{owner.id}/followers/"):
        eventually(lambda path=path: owner.get(path).status_code == 200)
    return owner


@pytest.fixture(scope="module")
def owner_of(owner, private_owner) -> Callable[[str], Person]:
    """Return whose objects an actor asks for."""
    return lambda name: private_owner if ACTORS[name].of_private else owner


@pytest.fixture(scope="module")
def friend(newcomer) -> Person:
    return newcomer("friend")


@pytest.fixture(scope="module")
def objects(friend) -> Objects:
    """The owners' objects."""
    return Objects(friend)


@pytest.fixture(scope="module")
def take_part(owner_of) -> Callable[..., None]:
    """Have an actor take part in an object, once."""
    done: set[tuple[str, ...]] = set()

    def once(name: str, actor: Person, address: str) -> None:
        place = (actor.id, *address.removeprefix("/api/v1/").split("/")[:2])
        if place not in done:
            ACTORS[name].takes_part(actor, owner_of(name), address)
            done.add(place)

    return once


@pytest.fixture(scope="module")
def new_actor(newcomer, owner_of, admin) -> Callable[[str], Person]:
    """Register an account and bring it into an actor's relation to the owner."""

    def made(name: str) -> Person:
        person = newcomer(name)
        ACTORS[name].prepare(person, owner_of(name), admin)
        return person

    return made


@pytest.fixture(scope="module")
def known_actor(new_actor) -> Callable[[str], Person]:
    """Return the account of an actor, the same one each time."""
    return cache(new_actor)


@pytest.fixture
def actors(new_actor, known_actor, owner):
    """Return the account that sends a row's request, or None without a token."""

    def actor(name: str, row: Row) -> Person | None:
        if not ACTORS[name].has_token:
            return None
        is_spent = (row.method, row.path.removeprefix("/api/v1/")) in SPENDING and row.answers[name] < 400
        if ACTORS[name].is_owner:
            return new_actor(name) if is_spent and row.thing == "-" else owner
        return new_actor(name) if is_spent else known_actor(name)

    return actor


def test_every_route_has_a_row():
    assert {(row.method, row.path) for row in ROWS} == RULES


def test_every_row_has_an_answer_for_every_actor():
    assert {frozenset(row.answers) for row in ROWS} == {frozenset(ACTORS)}


def test_a_new_relation_is_a_column_and_changes_no_row():
    table = TABLE.read_text() + "RELATION partner stranger\nGET posts/{id}/ public-post 404\n"

    rows = read_table(table)

    assert [row.answers | {"partner": 0} for row in rows] == [row.answers | {"partner": 0} for row in ROWS]
    differing = [str(row) for row in rows if row.answers["partner"] != row.answers["stranger"]]
    assert differing == ["GET-posts/{id}/-public-post"]


def test_an_exception_of_a_relation_needs_a_row():
    with pytest.raises(KeyError):
        read_table(TABLE.read_text() + "RELATION partner stranger\nGET posts/{id}/ no-such-thing 404\n")


def is_about_the_owner(row: Row) -> bool:
    return row.thing in ("account", "username") or row.thing.startswith(("public-", "followers-", "friends-"))


def is_tried(row: Row, name: str) -> bool:
    if name == "banned":
        return row.thing.startswith("group-") or row.thing.endswith("-group")
    if name in DIFFERING:
        return row.answers[name] != row.answers["stranger"]
    return name not in RELATED or is_about_the_owner(row)


CASES = [(row, name) for row in ROWS for name in ACTORS if is_tried(row, name)]


@pytest.mark.parametrize(("row", "name"), CASES, ids=[f"{row}-{name}" for row, name in CASES])
def test_access(row: Row, name, http, owner, owner_of, actors, objects, take_part):
    actor = actors(name, row)
    headers = {"Authorization": f"Bearer {actor.tokens['access']}"} if actor else {}
    body = body_of(row.method, row.path, actor if actor and name not in ("revoked", "suspended") else owner)

    def ask(thing: str) -> httpx.Response:
        address = objects.address(row, name, thing, owner_of(name))
        if actor:
            take_part(name, actor, address)
        answer = http.request(row.method, address, json=body, headers=headers)
        if row.path.endswith("/pin/") and answer.is_success:  # an account pins five posts at most
            http.delete(address, headers=headers)
        return answer

    response = ask(row.thing)
    if (response.status_code, row.answers[name]) == (202, 200):  # a service was late; asking again confirms it
        response = eventually(lambda: confirmed(ask(row.thing)), within=30)

    assert response.status_code == row.answers[name], response.text
    if response.status_code == 404:
        same(response, ask(missing_like(row.thing)))


def test_reads_and_refused_requests_have_changed_nothing(objects):
    assert {each.place: each.read() for each in objects.shared} == {each.place: each.state for each in objects.shared}


def confirmed(response: httpx.Response) -> httpx.Response:
    assert response.status_code != 202, response.text
    return response


def missing_like(thing: str) -> str:
    if thing.startswith("missing"):
        return thing
    return f"missing-{thing}" if thing in ("username", "tag") else "missing"


@pytest.mark.parametrize(("route", "address"), ALIASES, ids=[address for _, address in ALIASES])
def test_an_alias_asks_for_the_same_token(route, address, http, known_actor):
    revoked = known_actor("revoked")
    path = address.replace("{id}", revoked.id).replace("{account}", f"@{revoked.username}")
    path = path.replace("{tag}", "looms")
    dead = {"Authorization": f"Bearer {revoked.tokens['access']}"}

    for rule in route.rules:
        for method in rule.methods:
            if rule.access != "public":
                assert_401(http.request(method, path, headers=dead))
            if rule.access == "required":
                assert_401(http.request(method, path))
