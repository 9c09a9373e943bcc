"""J03: a request to follow is answered once, whoever acts at the same moment, and every service agrees on it."""

from typing import Any

import httpx
import pytest

from runtime.thoroughness import rounds
from tests.e2e.client import Person
from tests.e2e.waiting import eventually
from tests.security.database import value
from tests.security.parallel import ParallelClients

ROUNDS = range(rounds(1, 20))
by_round = pytest.mark.parametrize("number", ROUNDS, ids=lambda number: f"round-{number}")
Act = tuple[Person, str, str, dict[str, Any] | None]
"""Who does it, the method, the path and the body."""


@pytest.fixture
def fan(newcomer) -> Person:
    return newcomer("fan")


@pytest.fixture
def asked(newcomer, fan) -> Person:
    """A private account that the fan knows of."""
    person = newcomer("asked")
    eventually(lambda: person.change("users/me/", {"is_private": True}).status_code == 200, within=30)
    eventually(lambda: fan.get(f"users/{person.id}/followers/").status_code == 403)  # closed, so it is private there
    return person


@pytest.fixture
def post(asked) -> str:
    return asked.writes()["id"]


def race(parallel: ParallelClients, acts: list[Act]) -> list[set[int]]:
    """Let all clients do one of the two at the same moment, many times each; return the statuses of either."""

    def act(client: httpx.Client, index: int) -> httpx.Response:
        person, method, path, body = acts[index % 2]
        headers = {"Authorization": f"Bearer {person.tokens['access']}"}
        return client.request(method, f"/api/v1/{path}", json=body, headers=headers)

    answers = parallel.at_once(act)
    return [{answer.status_code for answer in answers[side::2]} for side in (0, 1)]


def shown(fan: Person, asked: Person, post: str) -> dict[str, Any]:
    """Return what each service shows of the follow."""
    [relationship] = fan.results(f"relationships/?ids={asked.id}")
    return {
        "graph": relationship["following"],
        "list": asked.ids(f"users/{asked.id}/followers/"),
        "waiting": asked.results("follow-requests/") + fan.results("follow-requests/?direction=outgoing"),
        "counts": (asked.get("users/me/").json()["followers_count"], fan.get("users/me/").json()["following_count"]),
        "feed": fan.ids("feed/"),
        "post": fan.get(f"posts/{post}/").status_code,
        "notifications": [[each["type"] for each in person.results("notifications/")] for person in (asked, fan)],
    }


def followed(fan: Person, post: str, *, notifications: list[list[str]]) -> dict[str, Any]:
    """Return what is shown of a follow; ``notifications`` are those of the followee, and of the follower."""
    shown = {"graph": "active", "list": [fan.id], "waiting": [], "counts": (1, 1), "feed": [post], "post": 200}
    return shown | {"notifications": notifications}


NOT_FOLLOWED = {
    "graph": "none", "list": [], "waiting": [], "counts": (0, 0), "feed": [], "post": 404, "notifications": [[], []],
}  # fmt: skip


def agreed(fan: Person, asked: Person, post: str, expected: dict[str, Any]) -> None:
    """Wait until every service shows what is expected."""

    def agree() -> None:
        assert shown(fan, asked, post) == expected

    eventually(agree, within=30)


def request_of(fan: Person, asked: Person) -> str:
    """Ask, and return the path of the request, once its recipient is notified of it."""
    assert fan.put(f"users/{asked.id}/follow/").json()["following"] == "requested"
    eventually(lambda: [each["type"] for each in asked.results("notifications/")] == ["follow_request"])
    return f"follow-requests/{asked.ids('follow-requests/')[0]}/"


@by_round
@pytest.mark.parametrize("rival", ["cancel", "reject"])
def test_J03_one_of_two_answers(rival, number, parallel, fan, asked, post):
    request = request_of(fan, asked)
    accepts = (asked, "PUT", request, {"action": "accept"})
    other = (fan if rival == "cancel" else asked, "PUT", request, {"action": rival})

    accepted, ended = race(parallel, [accepts, other])

    assert accepted | ended <= {200, 409, 503}
    assert (200 in accepted) != (200 in ended)
    followed_now = followed(fan, post, notifications=[[], ["follow_accepted"]])
    agreed(fan, asked, post, followed_now if 200 in accepted else NOT_FOLLOWED)


@by_round
def test_J03_a_block_ends_what_is_accepted_at_the_same_moment(number, parallel, fan, asked, post):
    accepts = (asked, "PUT", request_of(fan, asked), {"action": "accept"})

    accepted, blocked = race(parallel, [accepts, (asked, "PUT", f"users/{fan.id}/block/", None)])

    assert accepted <= {200, 404, 409, 503}
    assert blocked & {200, 202}
    assert blocked <= {200, 202, 503}
    agreed(fan, asked, post, NOT_FOLLOWED)


@by_round
def test_J03_who_asks_while_the_account_becomes_public_follows_it(number, parallel, handle, fan, asked, post):
    opens = (asked, "PATCH", "users/me/", {"is_private": False})

    follows, opened = race(parallel, [(fan, "PUT", f"users/{asked.id}/follow/", None), opens])

    assert 200 in follows & opened
    assert follows | opened <= {200, 503}
    eventually(lambda: fan.results(f"relationships/?ids={asked.id}")[0]["following"] == "active", within=30)
    was_request = "SELECT request_id IS NOT NULL FROM social_graph_follow WHERE follower_id = %s AND followee_id = %s"
    is_accepted = value(handle, "social-graph", was_request, [fan.id, asked.id])
    notifications = [[], ["follow_accepted"]] if is_accepted else [["follow"], []]
    agreed(fan, asked, post, followed(fan, post, notifications=notifications))
