"""Pairs of people, and all that two can have with each other and with others before one of them blocks the other."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

from tests.e2e.client import Person, name_like
from tests.e2e.waiting import eventually


@dataclass
class Scene:
    """What a third one has made, who is known to everybody."""

    third: Person
    post: str
    group: str
    """One joins it by request, or is invited."""


@dataclass
class Side:
    """One of a pair, and what it has made."""

    person: Person
    word: str
    """Part of its display name and of everything that it writes."""
    post: str
    comment: str
    """Under the post of the third one."""
    club: str
    """Its private group."""
    kept: dict[str, str]
    """What only its owner sees: ids by the first part of their addresses."""

    @property
    def id(self) -> str:
        """Return the account's id."""
        return self.person.id

    @property
    def marks(self) -> list[str]:
        """Return what an answer that shows this person contains one of."""
        return [self.id, self.person.username, self.word, self.post, self.comment, self.club]


@dataclass
class Pair:
    """Two people, their ties, and the requests between them."""

    one: Side
    other: Side
    ties: list[tuple[str, bool]]
    """What to tie, and whether it is ``one`` who does so."""
    requests: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the requests between the two, by the part of their address."""

    def tie(self, scene: Scene) -> None:
        """Let the two have with each other what was drawn; some of it is refused, depending on the rest."""
        for name, is_ones in self.ties:
            a, b = (self.one, self.other) if is_ones else (self.other, self.one)
            TIES[name](a, b, scene)
        for part, lists in {"follow-requests": "follow-requests/", "friends": "friends/requests/"}.items():
            found = [each for way in ("incoming", "outgoing") for each in self._waiting(f"{lists}?direction={way}")]
            self.requests[part] = found

    def _waiting(self, path: str) -> list[str]:
        ends = {self.one.id, self.other.id}
        found = self.one.person.results(path)
        return [each["id"] for each in found if {each["sender"]["id"], each["recipient"]["id"]} == ends]


def scene_of(newcomer: Callable[..., Person]) -> Scene:
    """Register the third one, who makes what all pairs see."""
    third = newcomer("third")
    eventually(lambda: third.get(f"users/{third.id}/followers/").status_code == 200, within=30)
    group = third.post("groups/", {"name": "Readers", "joining": "by_request"}).json()["id"]
    return Scene(third, third.writes()["id"], group)


def side_of(newcomer: Callable[..., Person], scene: Scene) -> Side:
    """Register somebody whom the third one follows, and who follows, comments and likes what the third one has made."""
    person, word = newcomer("pair"), name_like("quay").replace("_", "")
    eventually(lambda: person.change("users/me/", {"display_name": word}).status_code == 200, within=30)
    person.follows(scene.third)
    scene.third.follows(person)
    comment = person.comments(scene.post, f"A {word}.")["id"]
    person.put(f"posts/{scene.post}/like/")
    person.put(f"posts/{scene.post}/share/")
    club = person.post("groups/", {"name": f"Club of {word}", "visibility": "private"}).json()["id"]
    return Side(person, word, person.writes(f"The #{word}.")["id"], comment, club, _kept(person, word))


def _kept(person: Person, word: str) -> dict[str, str]:
    """Make what only its owner sees, and return the ids by the first part of their addresses."""
    later = {"text": f"Later, {word}.", "publish_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    return {
        "drafts": _made(person, "drafts/", json={"text": f"Some {word}."}),
        "scheduled-posts": _made(person, "posts/", json=later),
        "media": _made(person, "media/", files={"file": (f"{word}.txt", word.encode())}),
    }


def _made(person: Person, path: str, **body: Any) -> str:
    answer = person.request("POST", path, **body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _accepts(a: Side, b: Side, scene: Scene) -> None:
    """Accept a waiting request to follow."""
    for request in a.person.results("follow-requests/"):
        if request["sender"]["id"] == b.id:
            a.person.put(f"follow-requests/{request['id']}/", {"action": "accept"})


def _invited(a: Side, b: Side, scene: Scene) -> None:
    scene.third.put(f"groups/{scene.group}/invitations/{a.id}/")


def _requested(a: Side, b: Side, scene: Scene) -> None:
    a.person.put(f"groups/{scene.group}/membership/")


def _member(a: Side, b: Side, scene: Scene) -> None:
    _invited(a, b, scene)
    _requested(a, b, scene)


def _moderator(a: Side, b: Side, scene: Scene) -> None:
    _member(a, b, scene)
    scene.third.put(f"groups/{scene.group}/members/{a.id}/", {"role": "moderator"})


TIES: dict[str, Callable[[Side, Side, Scene], object]] = {
    "private": lambda a, b, scene: a.person.change("users/me/", {"is_private": True}),
    "follows": lambda a, b, scene: a.person.put(f"users/{b.id}/follow/"),
    "accepts": _accepts,
    "befriends": lambda a, b, scene: a.person.post("friends/request/", {"to": b.id}),
    "mutes": lambda a, b, scene: a.person.put(f"users/{b.id}/mute/"),
    "likes": lambda a, b, scene: a.person.put(f"posts/{b.post}/like/"),
    "shares": lambda a, b, scene: a.person.put(f"posts/{b.post}/share/"),
    "saves": lambda a, b, scene: a.person.put(f"posts/{b.post}/bookmark/"),
    "comments": lambda a, b, scene: a.person.post(f"posts/{b.post}/comments/", {"text": f"For you, {a.word}."}),
    "replies": lambda a, b, scene: a.person.post(
        f"posts/{scene.post}/comments/", {"text": f"No, {a.word}.", "reply_to": b.comment}
    ),
    "invites": lambda a, b, scene: a.person.put(f"groups/{a.club}/invitations/{b.id}/"),
    "invited": _invited,
    "requested": _requested,
    "member": _member,
    "moderator": _moderator,
    "banned": lambda a, b, scene: scene.third.put(f"groups/{scene.group}/bans/{a.id}/"),
}
"""What ``a`` does to ``b``, or is to the third one's group."""
JOINED = ["follows", "befriends", "likes", "saves", "comments", "replies", "moderator"]
WAITING = ["private", "follows", "invites", "mutes", "requested"]


def fixed_pairs(sides: Sequence[Side]) -> list[Pair]:
    """Return a pair that has all that two can be to each other, and one whose requests and invitations wait.

    The first one of the latter is a moderator, who sees that the other has asked to join.
    """
    joined = [(name, is_ones) for name in JOINED for is_ones in (True, False)]
    waiting = [(name, is_ones) for name in WAITING for is_ones in (True, False)]
    waiting += [("moderator", True), ("befriends", True)]
    return [Pair(sides[0], sides[1], joined), Pair(sides[2], sides[3], waiting)]


def random_pairs(sides: Sequence[Side], many: int, chance: random.Random) -> list[Pair]:
    """Return some pairs of people, each with some ties in either direction, in any order."""
    both = [(name, is_ones) for name in TIES for is_ones in (True, False)]
    chosen = chance.sample(list(combinations(sides, 2)), many)
    return [Pair(*pair, chance.sample(both, chance.randint(1, len(both)))) for pair in chosen]
