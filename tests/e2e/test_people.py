"""People: what they say about themselves, how others find them, and what they hide."""

from typing import Any

import pytest

from tests.e2e.client import Person, name_like
from tests.e2e.waiting import eventually

PROFILE = {
    "display_name": "Ada Lovelace",
    "bio": "Counts.\nAnd writes.",
    "location": "London",
    "website": "https://ada.example.org/",
    "pronouns": "she/her",
    "fields": [{"name": "Engine", "value": "analytical"}],
    "birth_date": "1990-12-10",
}
LONGEST = {
    "display_name": "é" * 50,
    "bio": "ü" * 500,
    "location": "л" * 100,
    "website": "https://ada.example.org/" + "a" * 176,
    "pronouns": "ы" * 50,
    "fields": [{"name": "n" * 50, "value": "v" * 200}] * 4,
    "birth_date": "1900-01-01",
}
TOO_LONG: dict[str, Any] = {
    "display_name": "é" * 51,
    "bio": "ü" * 501,
    "location": "л" * 101,
    "website": "https://ada.example.org/" + "a" * 177,
    "pronouns": "ы" * 51,
    "fields": [{"name": "n", "value": "v"}] * 5,
    "birth_date": "1899-12-31",
}


def edit(person: Person, **fields: Any) -> dict[str, Any]:
    response = person.change("users/me/", fields)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.fixture
def word() -> str:
    """Return a word that no other profile has."""
    return name_like("w").replace("_", "")


def found(person: Person, text: str) -> list[str]:
    response = person.get("users/", params={"q": text})
    assert response.status_code == 200, response.text
    return [each["id"] for each in response.json()["results"]]


@pytest.mark.parametrize("profile", [PROFILE, LONGEST], ids=["usual", "longest"])
def test_an_owner_reads_every_field_back_and_others_all_but_the_birth_date(ada: Person, bob: Person, profile):
    assert edit(ada, **profile).items() >= profile.items()

    public = {name: value for name, value in profile.items() if name != "birth_date"}
    for path in (f"users/{ada.id}/", f"users/@{ada.username}/", f"users/?ids={ada.id}", f"users/?q={ada.username}"):
        shown = bob.get(path).json()
        shown = shown["results"][0] if "results" in shown else shown
        assert shown.items() >= public.items()
        assert not shown.keys() & {"birth_date", "hides_connections", "shows_online_status", "email"}


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_field_beyond_its_limit_is_refused_and_nothing_changes(ada: Person, name):
    before = ada.get("users/me/").json()

    response = ada.change("users/me/", {"pronouns": "x", name: TOO_LONG[name]})

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert response.json()["errors"][0]["field"].startswith(name)
    assert ada.get("users/me/").json() == before


def test_people_are_found_by_username_name_bio_and_location(ada: Person, bob: Person, word):
    edit(ada, display_name=f"Zoë {word}", bio=f"Counts {word}bio.", location=f"{word}loc")

    names = (ada.username, f"@{ada.username}", f"zoe {word}", word[:8], f"{word[:4]}q{word[5:]}")
    for text in (*names, f"{word}bio", f"{word}loc"):
        assert found(bob, text) == [ada.id], text
    assert found(bob, word[::-1]) == []


def test_people_whom_one_follows_are_found_first(ada: Person, bob: Person, newcomer, word):
    cai = newcomer("cai")
    edit(ada, display_name=f"{word}")
    edit(cai, display_name=f"{word}long")
    dana = newcomer("dana")
    edit(dana, display_name=f"{word}lo")
    bob.follows(cai)

    def is_in_order() -> None:
        assert found(bob, word) == [ada.id, cai.id, dana.id]

    eventually(is_in_order)


def test_who_is_not_discoverable_is_in_no_list_and_has_an_address(ada: Person, bob: Person, word):
    edit(ada, display_name=word)
    assert found(bob, word) == [ada.id]

    edit(ada, is_discoverable=False)

    assert found(bob, word) == []
    assert ada.id not in bob.ids("users/?limit=100")
    assert found(bob, ada.username) == [ada.id]
    assert bob.get(f"users/@{ada.username}/").status_code == 200


def test_hidden_connections_are_the_owners_alone_from_the_answer_on(ada: Person, bob: Person, newcomer):
    bob.follows(ada)
    ada.follows(bob)

    edit(ada, hides_connections=True)

    for kind in ("followers", "following"):
        refused = newcomer("cai").get(f"users/{ada.id}/{kind}/")
        assert (refused.status_code, refused.json()["code"]) == (403, "connections_hidden")
        assert bob.get(f"users/@{ada.username}/{kind}/").status_code == 403
        assert ada.ids(f"users/{ada.id}/{kind}/") == [bob.id]
    counted = eventually(lambda: bob.get(f"users/{ada.id}/").json()["followers_count"] == 1)
    assert counted is True

    edit(ada, hides_connections=False)
    eventually(lambda: bob.get(f"users/{ada.id}/followers/").status_code == 200)


def test_a_batch_names_the_unknown_and_keeps_the_order(ada: Person, bob: Person):
    missing = ada.id[:-4] + "0000"

    def is_complete() -> None:
        answer = bob.get("users/", params={"ids": f"{bob.id},{missing},{ada.id}"}).json()
        assert [each["id"] for each in answer["results"]] == [bob.id, ada.id]
        assert answer["unknown"] == [missing]

    eventually(is_complete)
