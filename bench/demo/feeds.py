"""The independent computation of every feed, and its comparison with what the gateway shows."""

import time
from contextlib import suppress
from dataclasses import dataclass

from bench.demo.callers import Callers
from bench.demo.world import SHOWN_TO_FOLLOWERS, World
from runtime.waiting import wait_until

DEADLINE_SECONDS = 180
"""How long events may take to arrive everywhere after the last write."""

PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Difference:
    """A feed that is not what it must be."""

    person: int
    expected: list[str]
    shown: list[str]

    def __str__(self) -> str:
        """Return one line that says what is wrong."""
        missing, extra = set(self.expected) - set(self.shown), set(self.shown) - set(self.expected)
        doubled = len(self.shown) - len(set(self.shown))
        is_misplaced = not missing and not extra and not doubled
        return (
            f"reed{self.person + 1}: {len(self.expected)} expected, {len(self.shown)} shown, missing {len(missing)}"
            f" {sorted(missing)[:2]}, unexpected {len(extra)} {sorted(extra)[:2]}, doubled {doubled}"
            f"{', in another order' if is_misplaced else ''}"
        )


def expected_feed(world: World, person: int) -> list[str]:
    """Return the ids that a feed must show, newest first, from the graph and the posts alone.

    They are UUIDv7: their order is that of time.
    """
    own = list(world.posts[person])
    theirs = [
        post
        for friend in world.graph.friends[person] | world.following[person]
        for post, visibility in world.posts[friend].items()
        if visibility in SHOWN_TO_FOLLOWERS
    ]
    return sorted(own + theirs, reverse=True)


def difference(world: World, person: int) -> Difference | None:
    """Read a whole feed and compare it; posts of people outside the graph do not count."""
    items = world.gateway.pages("/api/v1/feed/", world.accounts.token(person))
    shown = [item["id"] for item in items if item["author"]["id"] in world.accounts.numbers]
    expected = expected_feed(world, person)
    return None if shown == expected else Difference(person, expected, shown)


def wait_for(world: World, people: list[int]) -> None:
    """Return when the feeds of some people are right, or when the deadline is over."""
    with suppress(TimeoutError):
        wait_until(lambda: not any(difference(world, person) for person in people), seconds=DEADLINE_SECONDS)


def all_differences(world: World, callers: Callers) -> list[Difference]:
    """Compare every feed; those that differ are read again until the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    found = callers.do("feeds compared", lambda person: difference(world, person), range(world.graph.size))
    differences = [each for each in found if each]
    while differences and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
        again = callers.do("feeds read again", lambda each: difference(world, each.person), differences)
        differences = [each for each in again if each]
    return differences
