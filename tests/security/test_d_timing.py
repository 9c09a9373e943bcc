"""D31 and 404≡: how long an answer takes does not show that something is hidden."""

from functools import partial
from uuid import uuid4

import httpx
import pytest

from tests.e2e.client import Person, name_like
from tests.e2e.waiting import eventually
from tests.security.access import THINGS
from tests.security.answers import same, same_time

HIDDEN = {
    "D01-post": ("GET", "posts/{id}/", "private-post"),
    "D07-comments": ("GET", "posts/{id}/comments/", "private-post"),
    "D07-comment": ("GET", "comments/{id}/", "private-comment"),
    "C03-like": ("PUT", "posts/{id}/like/", "private-post"),
    "C01-edit": ("PATCH", "posts/{id}/", "private-post"),
    "C10-notification": ("DELETE", "notifications/{id}/", "notification"),
}
OF_THE_AUTHOR = {
    "profile": ("GET", "users/{account}/"),
    "username": ("GET", "users/@{username}/"),
    "followers": ("GET", "users/{account}/followers/"),
    "follow": ("PUT", "users/{account}/follow/"),
    "post": ("GET", "posts/{post}/"),
}
"""What a block hides."""


@pytest.mark.parametrize("case", HIDDEN)
def test_hidden_and_missing_objects_take_the_same_time(case, attacker, victim, newcomer):
    method, path, thing = HIDDEN[case]
    hidden = path.replace("{id}", THINGS[thing](victim, newcomer("friend")))

    def ask(address: str) -> httpx.Response:
        return attacker.request(method, address, json={"text": "x"})

    same_time(partial(ask, hidden), lambda: ask(path.replace("{id}", str(uuid4()))))


@pytest.fixture(scope="module")
def blocker(newcomer, attacker) -> dict[str, str]:
    """Somebody who blocks the attacker."""
    author = newcomer("blocker")
    post = author.writes()["id"]
    eventually(lambda: author.put(f"users/{attacker.id}/block/").status_code == 200, within=30)
    return names_of(author, post)


@pytest.fixture(scope="module")
def private(newcomer) -> dict[str, str]:
    """Somebody with a private account."""
    author = newcomer("private")
    post = author.writes()["id"]
    eventually(lambda: author.change("users/me/", {"is_private": True}).status_code == 200, within=30)
    return names_of(author, post)


def names_of(author: Person, post: str) -> dict[str, str]:
    return {"account": author.id, "username": author.username, "post": post}


def nobody() -> dict[str, str]:
    return {"account": str(uuid4()), "username": name_like("missing"), "post": str(uuid4())}


def takes_the_time_of_a_missing_one(case: str, hidden: dict[str, str], attacker: Person) -> None:
    method, path = OF_THE_AUTHOR[case]

    def ask(names: dict[str, str]) -> httpx.Response:
        return attacker.request(method, path.format(**names))

    same(ask(hidden), ask(nobody()))
    same_time(lambda: ask(hidden), lambda: ask(nobody()))


@pytest.mark.parametrize("case", OF_THE_AUTHOR)
def test_D31_what_a_block_hides_takes_the_time_of_what_does_not_exist(case, blocker, attacker):
    takes_the_time_of_a_missing_one(case, blocker, attacker)


def test_D31_what_a_private_account_writes_takes_the_time_of_what_does_not_exist(private, attacker):
    takes_the_time_of_a_missing_one("post", private, attacker)
