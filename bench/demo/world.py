"""What is there already, and what is still missing from the demo world."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from bench.demo.accounts import Accounts
from bench.demo.gateway import Gateway
from bench.demo.graph import SEED, Graph

SHOWN_TO_FOLLOWERS = ("public", "followers")
RUN_LENGTH = 20

Task = tuple[int, int | str]
"""A person, and what the person still does: follow somebody (a number) or write something (a text)."""


@dataclass
class World:
    """The facts as the services that own them answer them."""

    gateway: Gateway
    accounts: Accounts
    graph: Graph
    following: list[set[int]] = field(default_factory=list)
    posts: list[dict[str, str]] = field(default_factory=list)
    """Each person's posts: the visibility by id."""

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.following = [set() for _ in range(self.graph.size)]
        self.posts = [{} for _ in range(self.graph.size)]

    def look(self, person: int) -> list[Task]:
        """Read whom a person follows and what the person wrote, and return what is missing."""
        token, account = self.accounts.token(person), self.accounts.ids[person]
        numbers = self.accounts.numbers
        followees = self.gateway.pages(f"/api/v1/users/{account}/following/", token)
        self.following[person] = {numbers[each["id"]] for each in followees if each["id"] in numbers}
        own = list(self.gateway.pages("/api/v1/posts/?author=me", token))
        self.posts[person] = {post["id"]: post["visibility"] for post in own}
        written = {post["text"] for post in own}
        unwritten = [text for text in self.graph.texts[person] if text not in written]
        return [(person, what) for what in [*sorted(self.graph.friends[person] - self.following[person]), *unwritten]]

    def do(self, run: list[Task]) -> None:
        """Follow and write as a person, through the gateway."""
        for person, what in run:
            self._do(person, what)

    def _do(self, person: int, what: int | str) -> None:
        if isinstance(what, int):
            path = f"/api/v1/users/{self.accounts.ids[what]}/follow/"
            self.gateway.call("PUT", path, self.accounts.token(person))
            self.following[person].add(what)
            return
        body = {"text": what, "visibility": "public"}
        post = self.gateway.call("POST", "/api/v1/posts/", self.accounts.token(person), body, key=str(uuid4()))
        self.posts[person][post["id"]] = post["visibility"]

    def is_known(self, person: int) -> bool:
        """Return whether the profile of a person is there: the news of the registration have arrived."""
        path = f"/api/v1/users/?ids={self.accounts.ids[person]}"
        return bool(self.gateway.call("GET", path, self.accounts.token(person))["results"])


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
