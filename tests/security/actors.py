"""Who sends the requests of the access table, as data: each actor is one column of it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.e2e.client import Person
from tests.e2e.waiting import eventually
from tests.security.answers import assert_401

SPENDING = ("auth/logout/", "auth/logout/all/", "auth/password/change/", "users/{account}/follow/")
"""Routes that change the actor's own session or relation: each request to them needs a new actor."""


def _as_registered(actor: Person, owner: Person) -> None:
    """Leave the account as it is."""


def _logged_out(actor: Person, owner: Person) -> None:
    actor.post("auth/logout/")
    eventually(lambda: assert_401(actor.get("feed/")), within=2)


def _following(actor: Person, owner: Person) -> None:
    """Follow the owner, and wait until the posts service knows it."""
    actor.follows(owner)
    post_id = owner.writes(visibility="followers")["id"]

    def may_read() -> None:
        assert actor.get(f"posts/{post_id}/").status_code == 200

    eventually(may_read)


@dataclass(frozen=True)
class Actor:
    """A column of the table; ``prepare`` makes a new account stand in a relation to the owner."""

    has_token: bool = True
    is_owner: bool = False
    prepare: Callable[[Person, Person], None] = _as_registered


ACTORS = {
    "anonymous": Actor(has_token=False),
    "owner": Actor(is_owner=True),
    "stranger": Actor(),
    "revoked": Actor(prepare=_logged_out),
    "follower": Actor(prepare=_following),
}
