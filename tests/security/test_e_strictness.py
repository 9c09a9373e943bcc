"""E04, E07: through the gateway, every route refuses what it does not take, and nothing changes."""

from uuid import UUID

import pytest

from gateway.routes import ROUTES
from tests.e2e.client import Person
from tests.e2e.waiting import eventually

EXAMPLES = {"{id}": str(UUID(int=7)), "{account}": str(UUID(int=7)), "{tag}": "x"}
OPERATIONS = [(method, route.path) for route in ROUTES for method in route.methods]
FORMS = {"/api/v1/media/"}
"""What takes a form only."""
EVERY_OPERATION = pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)


def example(path: str, caller: Person) -> str:
    """Return an address of the operation; only its owner may write a profile."""
    if path.endswith("/users/{account}/"):
        return path.replace("{account}", caller.id)
    for parameter, text in EXAMPLES.items():
        path = path.replace(parameter, text)
    return path


@pytest.fixture
def caller(path, attacker, admin) -> Person:
    """Somebody who may use the operation, so that it is not refused because of who asks."""
    return admin if "/auth/admin/" in path else attacker


@EVERY_OPERATION
def test_an_unknown_parameter_is_refused(method, path, caller):
    answer = caller.request(method, f"{example(path, caller)}?types=follow")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


@EVERY_OPERATION
def test_an_unknown_field_is_refused(method, path, caller):
    body = {"files": {"idz": (None, "1")}} if path in FORMS else {"json": {"idz": [1]}}
    answer = caller.request(method, example(path, caller), **body)

    assert answer.status_code == 400
    if method != "GET":
        assert ("idz", "unknown") in [(fault["field"], fault["code"]) for fault in answer.json()["errors"]]


def test_a_mistyped_command_changes_nothing(attacker, victim):
    victim.put(f"posts/{attacker.writes()['id']}/like/")
    eventually(lambda: bool(attacker.results("notifications/?unread=true")))
    before = attacker.results("notifications/")

    answers = [
        attacker.delete("notifications/?types=follow"),
        attacker.delete("notifications/?type="),
        attacker.put("notifications/read/", {"ids": [before[0]["id"]]}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert attacker.results("notifications/") == before
