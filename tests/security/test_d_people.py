"""D02, D05, D08, D30, D31: what others find of people who do not want to be found, or are suspended or deleted."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import httpx
import pytest

from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.staff import promote, suspend
from tests.e2e.waiting import eventually
from tests.security.answers import same, same_time

VIEWERS = ("anonymous", "stranger", "follower", "moderator")
EVERY_VIEWER = pytest.mark.parametrize("viewer", VIEWERS)
PRIVATE = {"birth_date": "1990-12-10", "hides_connections": True, "shows_online_status": False}
Get = Callable[[str], httpx.Response]


@pytest.fixture(scope="module")
def word() -> str:
    """A word that only the profiles of these tests have."""
    return name_like("quay").replace("_", "")


@pytest.fixture(scope="module")
def hidden(newcomer, word: str) -> Person:
    """V: somebody who is not discoverable and hides the connections."""
    person = newcomer("vera")
    shown = {"display_name": f"{word} Vera", "bio": f"From {word}.", "location": word}
    changes = {**shown, **PRIVATE, "is_discoverable": False}
    eventually(lambda: person.change("users/me/", changes).status_code == 200)  # 202: not confirmed yet
    return person


@pytest.fixture(scope="module")
def found(newcomer, word: str) -> Person:
    """Somebody with the same word who is discoverable."""
    person = newcomer("fay")
    assert person.change("users/me/", {"display_name": f"{word} Fay", "location": word}).status_code == 200
    return person


@pytest.fixture(scope="module")
def people(newcomer, hidden, admin) -> dict[str, Person]:
    stranger, follower, moderator = (newcomer(name) for name in ("stan", "flo", "mod"))
    follower.follows(hidden)
    hidden.follows(follower)
    promote(moderator, "moderator", by=admin)
    return {"stranger": stranger, "follower": follower, "moderator": moderator}


@pytest.fixture
def get(viewer, people, http) -> Get:
    """Read as one of the viewers."""
    if viewer == "anonymous":
        return lambda path: http.get(f"/api/v1/{path}")
    return people[viewer].get


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["results"]]


@EVERY_VIEWER
def test_D05_who_is_not_discoverable_is_found_by_the_exact_username_only(get: Get, hidden, found, word):
    for query in (word, word[:-2], f"{word} vera", hidden.username[:-1]):
        assert hidden.id not in ids(get(f"users/?q={query}")), query
    assert found.id in ids(get(f"users/?q={word}"))
    assert hidden.id not in ids(get("users/?limit=100"))
    assert ids(get(f"users/?q={hidden.username}"))[0] == hidden.id  # similar names may follow
    assert ids(get(f"users/?ids={hidden.id}")) == [hidden.id]
    assert get(f"users/{hidden.id}/").status_code == get(f"users/@{hidden.username}/").status_code == 200


@EVERY_VIEWER
@pytest.mark.parametrize("kind", ["followers", "following"])
def test_D08_hidden_connections_are_shown_to_their_owner_alone(get: Get, hidden, people, kind):
    for name in (hidden.id, f"@{hidden.username}"):
        refused = get(f"users/{name}/{kind}/")
        assert (refused.status_code, refused.json()["code"]) == (403, "connections_hidden")
        assert "results" not in refused.json()
    assert [each["id"] for each in hidden.results(f"users/{hidden.id}/{kind}/")] == [people["follower"].id]


@EVERY_VIEWER
def test_D02_numbers_are_the_same_for_everybody_and_settings_are_the_owners(get: Get, hidden):
    own = eventually(lambda: _with_connections(hidden))
    shown = get(f"users/{hidden.id}/").json()

    assert {name: shown[name] for name in ("followers_count", "following_count")} == own
    assert not PRIVATE.keys() & shown.keys()
    for path in (f"users/?q={hidden.username}", f"users/?ids={hidden.id}"):
        listed = get(path).json()["results"][0]
        assert listed["id"] == hidden.id
        assert not PRIVATE.keys() & listed.keys()
    assert {name: hidden.get("users/me/").json()[name] for name in PRIVATE} == PRIVATE


def _with_connections(person: Person) -> dict[str, int]:
    shown = person.get("users/me/").json()
    counts = {name: shown[name] for name in ("followers_count", "following_count")}
    assert counts == {"followers_count": 1, "following_count": 1}
    return counts


@EVERY_VIEWER
def test_D05_a_suspended_account_is_found_by_nobody(get: Get, newcomer, admin, word):
    spammer = newcomer("spam")
    assert spammer.change("users/me/", {"display_name": f"{word} Spam"}).status_code == 200
    assert ids(get(f"users/?q={spammer.username}"))[0] == spammer.id

    suspend(spammer, by=admin)

    for query in (spammer.username, word):
        assert spammer.id not in ids(get(f"users/?q={query}"))
    assert spammer.id not in ids(get("users/?limit=100"))
    batch = get(f"users/?ids={spammer.id}").json()
    assert (batch["results"], batch["unknown"]) == ([], [spammer.id])


def test_D30_D31_a_suspended_and_a_deleted_account_look_like_none(newcomer, admin, attacker):
    spammer, gone = newcomer("spam"), newcomer("gone")
    suspend(spammer, by=admin)
    assert gone.delete("users/me/", json={"password": PASSWORD}).status_code == 202

    for person in (spammer, gone):
        for name, missing in ((person.id, str(uuid4())), (f"@{person.username}", f"@{name_like('missing')}")):
            for kind in ("", "followers/", "following/"):
                one, other = attacker.get(f"users/{name}/{kind}"), attacker.get(f"users/{missing}/{kind}")
                assert one.status_code == 404
                same(one, other)
        paths = (f"users/{person.id}/", f"users/{uuid4()}/")
        same_time(*(partial(attacker.get, path) for path in paths))


@pytest.mark.parametrize("name", ["is_discoverable", "hides_connections", "shows_online_status"])
def test_E05_nobody_switches_for_somebody_else(attacker, hidden, name):
    before = hidden.get("users/me/").json()

    refused = attacker.change(f"users/{hidden.id}/", {name: not before[name]})

    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_profile")
    assert hidden.get("users/me/").json() == before
