"""How people stand to each other: requests, friends, blocks, mutes, groups, suggestions; what others see of it."""

from collections.abc import Callable

import pytest

from tests.e2e.client import Person
from tests.e2e.waiting import eventually

REQUESTS = "follow-requests/"


@pytest.fixture
def mary(newcomer: Callable[..., Person]) -> Person:
    """Return a third account."""
    return newcomer("mary")


@pytest.fixture(autouse=True)
def _known(ada: Person, bob: Person, mary: Person) -> None:
    """Wait until the social graph knows everybody."""
    for person in (ada, bob, mary):
        eventually(lambda person=person: ada.get(f"users/{person.id}/followers/").status_code == 200)


def read(person: Person, path: str) -> int:
    return person.get(path).status_code


def test_a_private_account_approves_its_followers(ada: Person, bob: Person, mary: Person):
    post_id = ada.writes()["id"]
    assert eventually(lambda: ada.change("users/me/", {"is_private": True}).status_code == 200)
    assert [read(each, f"posts/{post_id}/") for each in (ada, bob, mary)] == [200, 404, 404]

    for person in (bob, mary):
        assert person.put(f"users/{ada.id}/follow/").json()["following"] == "requested"
    requests = {each["sender"]["id"]: each["id"] for each in ada.results(REQUESTS)}
    assert ada.put(f"{REQUESTS}{requests[bob.id]}/", {"action": "accept"}).json()["state"] == "accepted"
    assert ada.put(f"{REQUESTS}{requests[mary.id]}/", {"action": "reject"}).json()["state"] == "rejected"

    eventually(lambda: read(bob, f"posts/{post_id}/") == 200)
    assert read(mary, f"posts/{post_id}/") == 404
    assert read(bob, f"users/{ada.id}/followers/") == 200
    assert read(mary, f"users/{ada.id}/followers/") == 403
    eventually(lambda: ada.delete(f"users/me/followers/{bob.id}/").status_code == 200, within=20)
    assert read(bob, f"posts/{post_id}/") == 404


def test_waiting_requests_are_accepted_when_an_account_becomes_public(ada: Person, bob: Person):
    ada.change("users/me/", {"is_private": True})
    assert bob.put(f"users/{ada.id}/follow/").json()["following"] == "requested"

    ada.change("users/me/", {"is_private": False})

    def is_follower() -> bool:
        return bob.get(f"users/{ada.id}/").json()["relationship"]["following"] == "active"

    eventually(is_follower)
    assert ada.results(REQUESTS) == []


def test_what_waits_for_an_answer_is_notified_of_until_it_is_answered(ada: Person, bob: Person):
    group = ada.post("groups/", {"name": "Readers", "joining": "by_request"}).json()["id"]
    ada.change("users/me/", {"is_private": True})
    assert bob.put(f"users/{ada.id}/follow/").json()["following"] == "requested"
    asked = bob.post("friends/request/", {"to": ada.id}).json()["id"]
    assert bob.put(f"groups/{group}/membership/").json()["state"] == "requested"
    eventually(
        lambda: _notified(ada) == {("follow_request", ada.id), ("friend_request", ada.id), ("group_request", group)}
    )

    [request] = ada.results(REQUESTS)
    ada.put(f"{REQUESTS}{request['id']}/", {"action": "accept"})
    ada.put(f"friends/request/{asked}/", {"action": "accept"})
    ada.put(f"groups/{group}/requests/{bob.id}/", {"action": "reject"})

    eventually(lambda: _notified(bob) == {("follow_accepted", bob.id), ("friend_accepted", bob.id)})
    eventually(lambda: _notified(ada) == set())
    ada.put(f"groups/{group}/invitations/{bob.id}/")
    eventually(lambda: ("group_invitation", group) in _notified(bob))
    eventually(lambda: ada.put(f"users/{bob.id}/block/").status_code == 200, within=20)
    assert _notified(bob) == set()


def _notified(person: Person) -> set[tuple[str, str]]:
    return {(each["type"], each["target"]["id"]) for each in person.results("notifications/")}


def test_two_are_friends_on_both_sides(ada: Person, bob: Person):
    request = ada.post("friends/request/", {"to": f"@{bob.username}"}).json()
    assert bob.put(f"friends/request/{request['id']}/", {"action": "accept"}).json()["state"] == "accepted"

    assert (ada.ids("friends/"), bob.ids("friends/")) == ([bob.id], [ada.id])
    eventually(lambda: ada.get(f"users/{bob.id}/").json()["relationship"]["friend"] == "friends")
    eventually(lambda: bob.delete(f"friends/{ada.id}/").status_code == 200, within=20)
    assert ada.get(f"users/{bob.id}/").json()["relationship"]["friend"] == "none"


def test_neither_of_two_sees_the_other_while_one_blocks(ada: Person, bob: Person):
    posts = {person.id: person.writes()["id"] for person in (ada, bob)}
    for one, other in ((ada, bob), (bob, ada)):
        assert one.put(f"users/{other.id}/follow/").json()["following"] == "active"
        eventually(lambda one=one, other=other: posts[other.id] in one.ids("feed/"))

    eventually(lambda: ada.put(f"users/{bob.id}/block/").status_code == 200, within=20)

    for one, other in ((ada, bob), (bob, ada)):
        paths = [f"users/{other.id}/", f"users/@{other.username}/", f"posts/{posts[other.id]}/"]
        assert [read(one, path) for path in (*paths, f"users/{other.id}/followers/")] == [404] * 4
        assert posts[other.id] not in one.ids("feed/")
        assert one.results(f"users/?q={other.username}") == []
    assert [each["account"]["id"] for each in ada.results("blocks/")] == [bob.id]
    eventually(lambda: ada.delete(f"users/{bob.id}/block/").status_code == 200, within=20)
    assert read(bob, f"posts/{posts[ada.id]}/") == 200
    assert posts[ada.id] not in bob.ids("feed/")


def test_what_a_muted_account_makes_is_in_no_feed_and_it_cannot_find_out(ada: Person, bob: Person):
    ada.put(f"users/{bob.id}/follow/")
    post_id = bob.writes()["id"]
    eventually(lambda: post_id in ada.ids("feed/"))

    eventually(lambda: ada.put(f"users/{bob.id}/mute/").status_code == 200, within=20)

    assert post_id not in ada.ids("feed/")
    assert read(ada, f"posts/{post_id}/") == 200
    assert bob.get(f"users/{ada.id}/").json()["relationship"]["muting"] is False
    eventually(lambda: ada.delete(f"users/{bob.id}/mute/").status_code == 200, within=20)
    eventually(lambda: post_id in ada.ids("feed/"))


def test_a_private_group_is_seen_by_who_is_invited(ada: Person, bob: Person, mary: Person):
    group = f"groups/{ada.post('groups/', {'name': 'Readers', 'visibility': 'private'}).json()['id']}/"

    assert ada.put(f"{group}invitations/{bob.id}/").json()["state"] == "invited"

    assert [read(each, group) for each in (ada, bob, mary)] == [200, 200, 404]
    assert bob.put(f"{group}membership/").json()["state"] == "active"
    assert [each["account"]["id"] for each in bob.results(f"{group}members/")] == [bob.id, ada.id]
    eventually(lambda: ada.delete(f"{group}members/{bob.id}/").status_code == 200, within=20)
    assert read(bob, group) == 404
    assert ada.delete(f"{group}membership/").json()["code"] == "last_owner"


def test_who_is_followed_by_those_one_follows_is_suggested_once(ada: Person, bob: Person, mary: Person):
    ada.put(f"users/{bob.id}/follow/")
    bob.put(f"users/{mary.id}/follow/")

    [suggestion] = [each for each in ada.results("suggestions/") if each["account"]["id"] == mary.id]

    assert {"type": "followed_by_followed", "count": 1} in suggestion["reasons"]
    assert ada.delete(f"suggestions/{mary.id}/").status_code == 204
    assert mary.id not in [each["account"]["id"] for each in ada.results("suggestions/")]
