"""Who sends the requests of the access table, as data: each actor is one column of it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.e2e.client import Person
from tests.e2e.staff import promote, suspend
from tests.e2e.waiting import eventually
from tests.security.answers import assert_401

SPENDING = {
    ("POST", "auth/logout/"),
    ("POST", "auth/logout/all/"),
    ("DELETE", "auth/account/"),
    ("DELETE", "users/me/"),
    ("POST", "auth/password/change/"),
    *((method, f"users/{{account}}/{tie}/") for method in ("PUT", "POST", "DELETE") for tie in ("follow", "block")),
    ("DELETE", "friends/{account}/"),
}
"""Operations that change the actor's own session or relation: each request to them needs a new actor."""


def _as_registered(actor: Person, owner: Person, admin: Person) -> None:
    """Leave the account as it is."""


def _logged_out(actor: Person, owner: Person, admin: Person) -> None:
    actor.post("auth/logout/")
    eventually(lambda: assert_401(actor.get("feed/")), within=2)


def _following(actor: Person, owner: Person, admin: Person) -> None:
    """Follow the owner, and wait until the posts service knows it."""
    actor.follows(owner)
    post_id = owner.writes(visibility="followers")["id"]

    def may_read() -> None:
        assert actor.get(f"posts/{post_id}/").status_code == 200

    eventually(may_read)


def _blocked(actor: Person, owner: Person, admin: Person) -> None:
    """Be blocked by the owner."""
    eventually(lambda: owner.put(f"users/{actor.id}/block/").status_code == 200)


def _blocking(actor: Person, owner: Person, admin: Person) -> None:
    eventually(lambda: actor.put(f"users/{owner.id}/block/").status_code == 200)


def _muted(actor: Person, owner: Person, admin: Person) -> None:
    """Be muted by the owner."""
    eventually(lambda: owner.put(f"users/{actor.id}/mute/").status_code == 200)


def _befriended(actor: Person, owner: Person, admin: Person) -> None:
    """Become a friend of the owner's, and wait until the posts service knows it."""
    for one, other in ((actor, owner), (owner, actor)):
        eventually(lambda one=one, other=other: one.post("friends/request/", {"to": other.id}).status_code == 201)
    post_id = owner.writes(visibility="friends")["id"]
    eventually(lambda: actor.get(f"posts/{post_id}/").status_code == 200)


def _suspended(actor: Person, owner: Person, admin: Person) -> None:
    suspend(actor, by=admin)
    eventually(lambda: assert_401(actor.get("feed/")), within=2)


def _moderator(actor: Person, owner: Person, admin: Person) -> None:
    promote(actor, "moderator", by=admin)


def _administrator(actor: Person, owner: Person, admin: Person) -> None:
    promote(actor, "admin", by=admin)


def _requested(actor: Person, owner: Person, admin: Person) -> None:
    """Ask to follow the owner, and wait for the answer."""
    assert actor.put(f"users/{owner.id}/follow/").json()["following"] == "requested"


def _no_part(actor: Person, owner: Person, address: str) -> None:
    """Leave a new object as it is."""


def _joining(actor: Person, owner: Person, address: str) -> None:
    """Be invited to the group that a new object is, or is in, and accept; wait until the posts service knows it."""
    if group := _group_of(owner, address):
        # The social graph hears of a new account a moment later.
        eventually(lambda: owner.put(f"groups/{group}/invitations/{actor.id}/").status_code == 200)
        assert actor.put(f"groups/{group}/membership/").status_code == 200
        post_id = eventually(lambda: owner.writes(visibility="group", group=group)["id"])
        eventually(lambda: actor.get(f"posts/{post_id}/").status_code == 200)


def _banned(actor: Person, owner: Person, address: str) -> None:
    """Be a member of the group that a new object is, or is in, and banned from it."""
    _joining(actor, owner, address)
    if group := _group_of(owner, address):
        eventually(lambda: owner.put(f"groups/{group}/bans/{actor.id}/").status_code == 200)


def _group_of(owner: Person, address: str) -> str | None:
    """Return the id of a group, or of that which a post or a comment is in; None for the random id of nothing."""
    kind, id_ = address.removeprefix("/api/v1/").split("/")[:2]
    found = owner.get(f"{kind}/{id_}/")
    if found.status_code == 404:
        return None
    if kind == "comments":
        found = owner.get(f"posts/{found.json()['post_id']}/")
    return id_ if kind == "groups" else str(found.json()["group"]["id"])


@dataclass(frozen=True)
class Actor:
    """A column of the table; ``prepare`` makes a new account stand in a relation to the owner, by an administrator."""

    has_token: bool = True
    is_owner: bool = False
    prepare: Callable[[Person, Person, Person], None] = _as_registered
    takes_part: Callable[[Person, Person, str], None] = _no_part
    """What the actor does with each new object of the owner's, at its address."""
    of_private: bool = False
    """Whether the owner is a private account."""


ACTORS = {
    "anonymous": Actor(has_token=False),
    "owner": Actor(is_owner=True),
    "stranger": Actor(),
    "revoked": Actor(prepare=_logged_out),
    "follower": Actor(prepare=_following),
    "blocked": Actor(prepare=_blocked),
    "blocking": Actor(prepare=_blocking),
    "muted": Actor(prepare=_muted),
    "befriended": Actor(prepare=_befriended),
    "requested": Actor(prepare=_requested, of_private=True),
    "member": Actor(takes_part=_joining),
    "banned": Actor(takes_part=_banned),
    "suspended": Actor(prepare=_suspended),
    "moderator": Actor(prepare=_moderator),
    "admin": Actor(prepare=_administrator),
}

RELATED = ("blocked", "blocking", "muted", "befriended")
"""Actors for whom only what the owner itself is, or has published, may be answered otherwise than for strangers."""
DIFFERING = ("requested", "member")
"""Actors for whom only the rows are tried that answer them otherwise than strangers; they need a longer preparation."""
