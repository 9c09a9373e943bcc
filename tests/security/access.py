"""The access table as data, and the objects that its rows are about."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from gateway.routes import ROUTES, absolute
from tests.e2e.client import PASSWORD, Person, name_like, person_of, register
from tests.e2e.test_pictures import png
from tests.e2e.waiting import eventually
from tests.security.forging import claims_of

TABLE = Path(__file__).with_name("access.table")
NAMED = re.compile(r"\{(id|account|tag)\}")
RULES = {(method, route.path) for route in ROUTES for method in route.methods}


WRITTEN = {
    *("users/me/", "users/{account}/", "posts/", "posts/{id}/", "posts/{id}/comments/", "comments/{id}/"),
    *("scheduled-posts/{id}/", "drafts/", "drafts/{id}/"),
}
"""The routes that take a text; the other ones take no body."""

BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "auth/email/verify/": lambda: {"token": "x"},  # whoever asks is answered; only the token counts
    "auth/totp/confirm/": lambda: {"code": "x"},  # likewise, the code
    **dict.fromkeys(("auth/export/", "auth/totp/", "auth/totp/disable/"), lambda: {"password": PASSWORD}),
    "follow-requests/{id}/": lambda: {"action": "cancel"},
    "friends/request/{id}/": lambda: {"action": "cancel"},
    "friends/request/": lambda: {"to": str(uuid4())},
    "media/{id}/": lambda: {"alt": secrets.token_hex(8)},
    "groups/": lambda: {"name": secrets.token_hex(8)},
    "groups/{id}/": lambda: {"name": secrets.token_hex(8)},
    "groups/{id}/members/{account}/": lambda: {"role": "moderator"},
    "groups/{id}/requests/{account}/": lambda: {"action": "accept"},
}
"""What some routes take that is the same for everybody, by their paths."""


@dataclass(frozen=True)
class Row:
    """The status of one method of a route for one kind of object, by actor."""

    method: str
    path: str
    thing: str
    answers: dict[str, int]

    def __str__(self) -> str:
        """Return a name for the test."""
        return f"{self.method}-{self.path.removeprefix('/api/v1/')}-{self.thing}"


def read_table(text: str) -> list[Row]:
    """Return the rows with the answers of every actor. Raises KeyError when an exception of a relation has no row.

    Rows give the columns that the METHOD line names. A RELATION line adds a column with the answers of another one;
    the lines below it are its exceptions.
    """
    answers: dict[tuple[str, str, str], dict[str, int]] = {}
    columns: list[str] = []
    relation = ""
    for first, path, thing, *rest in _lines(text):
        if first == "METHOD":
            columns = rest
        elif first == "RELATION":
            relation = path
            for by_actor in answers.values():
                by_actor[relation] = by_actor[thing]
        elif relation:
            answers[first, path, thing][relation] = int(rest[0])
        else:
            answers[first, path, thing] = dict(zip(columns, map(int, rest), strict=True))
    return [Row(method, absolute(path), thing, by_actor) for (method, path, thing), by_actor in answers.items()]


def _lines(text: str) -> list[list[str]]:
    return [words for line in text.splitlines() if (words := line.split("#")[0].split())]


ROWS = read_table(TABLE.read_text())


def address_of(path: str, thing: str, friend: Person, make: Callable[[str], str]) -> str:
    """Return the address of an object, of which ``make`` returns the id; behind an object, the friend's."""
    if "{id}" in path and thing != "missing":
        path = path.replace("{account}", friend.id)
    return NAMED.sub(lambda _: make(thing), path)


def body_of(method: str, path: str, person: Person) -> dict[str, Any] | None:
    """Return a body that the route takes; those that open a session open one of the person's."""
    if method not in ("POST", "PUT", "PATCH"):
        return None
    name = path.removeprefix("/api/v1/")
    if name == "auth/register/":
        fresh = name_like("made")
        passwords = {"password": PASSWORD, "password_confirm": PASSWORD}
        return {"username": fresh, "email": f"{fresh}@example.org", **passwords}
    if name == "auth/refresh/":
        return {"refresh": _login(person)["refresh"]}
    if name == "auth/login/":
        return {"login": person.username, "password": PASSWORD}
    if name.startswith("auth/password/"):
        return _password_body(name, person)
    if name == "auth/email/change/":
        return {"email": f"{name_like('changed')}@example.org", "password": PASSWORD}
    if name.startswith("auth/admin/"):
        return {"reason": "Spam."} if name.endswith("suspension/") else {"roles": ["user"]}
    if name in BODIES:
        return BODIES[name]()
    word = "bio" if name.startswith("users/") else "text"
    return {word: secrets.token_hex(8)} if name in WRITTEN else None


def _password_body(name: str, person: Person) -> dict[str, str]:
    if name == "auth/password/reset/":
        return {"email": person.email}
    fresh = f"{PASSWORD}, changed"
    proof = {"token": "x"} if name.endswith("confirm/") else {"current_password": PASSWORD}
    return {"password": fresh, "password_confirm": fresh} | proof


def _login(person: Person) -> dict[str, str]:
    answer = person.http.post("/api/v1/auth/login/", json={"login": person.username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    tokens: dict[str, str] = answer.json()
    return tokens


def _new_account(owner: Person, friend: Person) -> str:
    """Register another account, which may be suspended."""
    return str(register(friend.http, "pawn").json()["user"]["id"])


def _hiding_account(owner: Person, friend: Person) -> str:
    """Register an account that hides its connections."""
    hiding = person_of(friend.http, register(friend.http, "hiding").json())
    eventually(lambda: hiding.change("users/me/", {"hides_connections": True}).status_code == 200)
    eventually(lambda: friend.get(f"users/{hiding.id}/followers/").status_code == 403)
    return hiding.id


def _session(owner: Person, friend: Person) -> str:
    return str(claims_of(_login(owner)["access"])["sid"])


def _export(owner: Person, friend: Person) -> str:
    answer = owner.post("auth/export/", {"password": PASSWORD})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def _post(visibility: str, owner: Person, friend: Person) -> str:
    group = {"group": _group("private", owner, friend)} if visibility == "group" else {}
    return str(eventually(lambda: owner.writes(visibility=visibility, **group)["id"]))  # once posts knows the member


def _medium(owner: Person, friend: Person) -> str:
    """Upload a picture that the owner's public post has."""
    answer = owner.request("POST", "media/", files={"file": ("a.png", png(9), "image/png")})
    assert answer.status_code == 201, answer.text
    owner.writes(media=[answer.json()["id"]])
    return str(answer.json()["id"])


def _scheduled_post(owner: Person, friend: Person) -> str:
    in_a_day = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return str(owner.writes(publish_at=in_a_day)["id"])


def _draft(owner: Person, friend: Person) -> str:
    return str(owner.post("drafts/", {"text": secrets.token_hex(8)}).json()["id"])


def _deleted_post(owner: Person, friend: Person) -> str:
    post_id = _post("public", owner, friend)
    owner.delete(f"posts/{post_id}/")
    return post_id


def _comment(visibility: str, owner: Person, friend: Person) -> str:
    return str(owner.comments(_post(visibility, owner, friend))["id"])


def _notification(owner: Person, friend: Person) -> str:
    """Make the friend like a post and return the id of the owner's notification."""
    post_id = _post("public", owner, friend)
    friend.put(f"posts/{post_id}/like/")

    def notification() -> str:
        found = [each["id"] for each in owner.results("notifications/") if each["target"]["id"] == post_id]
        assert found
        return str(found[0])

    return eventually(notification)


def _deletion(owner: Person, friend: Person) -> str:
    """Register an account, delete it, and return the id of the deletion."""
    gone = person_of(owner.http, register(owner.http, "gone").json())
    return str(gone.delete("auth/account/").json()["id"])


def _follow_request(owner: Person, friend: Person) -> str:
    """Make the owner ask a new private account, and return the request."""
    private = person_of(owner.http, register(owner.http, "private").json())
    answer = private.change("users/me/", {"is_private": True})
    assert answer.status_code in (200, 202), answer.text

    def request() -> str:
        asked = owner.put(f"users/{private.id}/follow/")
        assert asked.status_code == 200, asked.text
        assert asked.json()["following"] == "requested"
        found = owner.results("follow-requests/?direction=outgoing")
        return str(next(each["id"] for each in found if each["recipient"]["id"] == private.id))

    return eventually(request)


def _friend_request(owner: Person, friend: Person) -> str:
    return str(owner.post("friends/request/", {"to": friend.id}).json()["id"])


def _group(visibility: str, owner: Person, friend: Person) -> str:
    return str(owner.post("groups/", {"name": secrets.token_hex(8), "visibility": visibility}).json()["id"])


THINGS: dict[str, Callable[[Person, Person], str]] = {
    "missing": lambda owner, friend: str(uuid4()),
    "account": lambda owner, friend: owner.id,
    "username": lambda owner, friend: f"@{owner.username}",
    "missing-username": lambda owner, friend: f"@{name_like('missing')}",
    "tag": lambda owner, friend: "looms",
    "missing-tag": lambda owner, friend: name_like("missing").replace(".", "_"),
    "new-account": _new_account,
    "hiding-account": _hiding_account,
    "session": _session,
    "export": _export,
    "deletion": _deletion,
    "public-post": partial(_post, "public"),
    "followers-post": partial(_post, "followers"),
    "friends-post": partial(_post, "friends"),
    "group-post": partial(_post, "group"),
    "private-post": partial(_post, "private"),
    "deleted-post": _deleted_post,
    "medium": _medium,
    "scheduled-post": _scheduled_post,
    "draft": _draft,
    "public-comment": partial(_comment, "public"),
    "followers-comment": partial(_comment, "followers"),
    "friends-comment": partial(_comment, "friends"),
    "group-comment": partial(_comment, "group"),
    "private-comment": partial(_comment, "private"),
    "notification": _notification,
    "follow-request": _follow_request,
    "friend-request": _friend_request,
    "public-group": partial(_group, "public"),
    "private-group": partial(_group, "private"),
}
