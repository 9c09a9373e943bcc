"""What is there already, and what is still missing from the demo world."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.demo.accounts import Accounts
from bench.demo.gateway import Gateway
from bench.demo.graph import SEED, Graph
from bench.demo.ties import Ties

RUN_LENGTH = 20

Task = tuple[int, int | str]
"""A person, and what the person still does: follow somebody (a number) or write something (a text)."""


@dataclass
class World:
    """The facts as the services that own them answer them."""

    gateway: Gateway
    accounts: Accounts
    graph: Graph
    ties: Ties
    following: list[set[int]] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)
    """Each person's posts: by id the visibility, or the id of the group whose members may read it."""
    written: list[dict[str, str]] = field(default_factory=list)
    """The id of each person's posts, by their texts."""
    authors: dict[str, int] = field(default_factory=dict)
    """Who has written each post."""
    quoted: dict[str, str] = field(default_factory=dict)
    """What posts quote: the id of the quoted post, by that of the quoting one."""
    pinned: set[str] = field(default_factory=set)
    shares: list[dict[str, str]] = field(default_factory=list)
    """What each person shares: by the keys of the shares, which sort by time, the ids of the posts."""
    groups: dict[str, str] = field(default_factory=dict)
    """The id of each group, by its name."""
    members: dict[str, set[int]] = field(default_factory=dict)
    """The members of each group."""
    friends: list[set[int]] = field(default_factory=list)
    blocking: list[set[int]] = field(default_factory=list)
    private: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.following, self.friends, self.blocking = ([set() for _ in range(self.graph.size)] for _ in range(3))
        self.posts, self.written, self.shares = ([{} for _ in range(self.graph.size)] for _ in range(3))

    def look(self, person: int) -> list[Task]:
        """Read whom a person follows and what the person wrote, and return what is missing."""
        token, account = self.accounts.token(person), self.accounts.ids[person]
        self.following[person] = set(self.people(person, f"users/{account}/following/"))
        self.friends[person] = set(self.people(person, "friends/"))
        self.blocking[person] = set(self._known(each["account"] for each in self.items(person, "blocks/")))
        self.private |= {person} if self.as_person(person, "GET", "users/me/")["is_private"] else set()
        own = list(self.gateway.pages("/api/v1/posts/?author=me", token))
        for post in own:
            self._note(person, post)
        wanted = self.ties.follows(self.graph, person)
        unwritten = [text for text in self.graph.texts[person] if text not in self.written[person]]
        return [(person, what) for what in [*sorted(wanted - self.following[person]), *unwritten]]

    def do(self, run: list[Task]) -> None:
        """Follow and write as a person, through the gateway."""
        for person, what in run:
            self._do(person, what)

    def _do(self, person: int, what: int | str) -> None:
        if isinstance(what, int):
            self.follow(person, what)
            return
        self.write(person, what, visibility="public")

    def write(self, person: int, text: str, *, key: str = "", **fields: Any) -> None:
        """Publish a post as a person, with further fields of it."""
        post = self.as_person(person, "POST", "posts/", {"text": text, **fields}, key=key or str(uuid4()))
        self._note(person, post)

    def _note(self, person: int, post: dict[str, Any]) -> None:
        """Note a person's own post."""
        self.posts[person][post["id"]] = _audience(post)
        self.written[person][post["text"]] = post["id"]
        self.authors[post["id"]] = person
        if post["quote"]:
            self.quoted[post["id"]] = post["quote"]["id"]
        self.pinned |= {post["id"]} if post["pinned"] else set()

    def follow(self, person: int, whom: int) -> bool:
        """Follow somebody, or ask a private account; return whether the person follows now."""
        answer = self.as_person(person, "PUT", f"users/{self.accounts.ids[whom]}/follow/")
        is_active = answer["following"] == "active"
        self.following[person] |= {whom} if is_active else set()
        return is_active

    def as_person(self, person: int, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        """Send a request as a person; the path is below ``/api/v1/``."""
        return self.gateway.call(method, f"/api/v1/{path}", self.accounts.token(person), body, key=key)

    def people(self, person: int, path: str) -> list[int]:
        """Return the people of the graph in a list of accounts that a person reads."""
        return self._known(self.items(person, path))

    def _known(self, accounts: Iterable[dict[str, Any]]) -> list[int]:
        found = (self.accounts.numbers.get(each["id"]) for each in accounts)
        return [number for number in found if number is not None]

    def items(self, person: int, path: str) -> list[dict[str, Any]]:
        """Return a whole list that a person reads."""
        return list(self.gateway.pages(f"/api/v1/{path}", self.accounts.token(person)))

    def has_block(self, one: int, two: int) -> bool:
        """Return whether one of two people has blocked the other."""
        return two in self.blocking[one] or one in self.blocking[two]

    def is_known(self, person: int) -> bool:
        """Return whether the profile of a person is there: the news of the registration have arrived."""
        path = f"/api/v1/users/?ids={self.accounts.ids[person]}"
        return bool(self.gateway.call("GET", path, self.accounts.token(person))["results"])


def _audience(post: dict[str, Any]) -> str:
    """Return who may read a post: the id of its group, or its visibility."""
    return str(post["group"]["id"] if post["group"] else post["visibility"])


def errands(tasks: Sequence[list[Task]]) -> list[list[Task]]:
    """Cut everybody's tasks into short runs, in a seeded order.

    Short, so that nobody meets a limit by doing everything at once; runs, so that the gateway checks a token once and
    not for every request.
    """
    chance = random.Random(SEED)
    runs = []
    for own in tasks:
        chance.shuffle(own)
        runs += [own[start : start + RUN_LENGTH] for start in range(0, len(own), RUN_LENGTH)]
    chance.shuffle(runs)
    return runs
