"""Reading one's own writes where another service answers."""

import httpx

from tests.e2e.client import Person
from tests.e2e.waiting import eventually

TIMES = 20


def followers_after(write: httpx.Response, reader: Person, account: Person, *, is_awaited: bool) -> int:
    """Return how many followers the profiles service shows right after a write of the graph."""
    assert write.status_code in (200, 202), write.text  # 202: a service was late to confirm
    headers = {"Kith-After": write.headers["Kith-After"]} if is_awaited else {}
    return reader.get(f"users/{account.id}/", headers=headers).json()["followers_count"]


def up_to_date(ada: Person, bob: Person, *, is_awaited: bool) -> int:
    """Follow and unfollow TIMES times in all; return how often the profile showed it at once."""
    ada.follows(bob)
    ada.delete(f"users/{bob.id}/follow/")
    eventually(lambda: ada.get(f"users/{bob.id}/").json()["followers_count"] == 0)
    shown = 0
    for turn in range(TIMES):
        expected = 1 - turn % 2
        write = (ada.put if expected else ada.delete)(f"users/{bob.id}/follow/")
        shown += followers_after(write, ada, bob, is_awaited=is_awaited) == expected
    return shown


def test_a_profile_shows_every_follow_to_whoever_sends_its_token(ada: Person, bob: Person):
    assert up_to_date(ada, bob, is_awaited=True) == TIMES


def test_without_the_token_the_read_is_answered_as_well(ada: Person, bob: Person, record_property):
    shown = up_to_date(ada, bob, is_awaited=False)

    record_property("up_to_date_without_token", shown)
    print(f"without Kith-After {shown} of {TIMES} reads showed the write")
    assert 0 <= shown <= TIMES


def test_the_author_sees_a_new_post_in_the_own_feed(ada: Person):
    for _ in range(5):
        response = ada.post("posts/", {"text": "The tide is in."})

        feed = ada.get("feed/", headers={"Kith-After": response.headers["Kith-After"]})

        assert feed.json()["results"][0]["id"] == response.json()["id"]
