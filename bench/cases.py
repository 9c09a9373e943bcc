"""What is measured: the baselines and Kith's hot paths, each with the requests that take turns."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, cycle

from bench.demo.graph import SEED
from bench.testbed.opening import Testbed
from bench.wrk import Request

TEXT_LENGTH = 256


@dataclass(frozen=True)
class Case:
    """One kind of request; ``program`` is the web program that answers."""

    name: str
    program: str
    requests: Callable[[Testbed, list[int]], Iterator[Request]]
    """Yields requests without end, from the people who take turns."""
    is_write: bool = False
    """No request may be sent twice, and its effects in other services are waited for."""

    @property
    def has_costly_first(self) -> bool:
        """Return whether an account's first request costs a worker more: the token is checked, a timeline is made."""
        return self.program.endswith("-web") and not self.is_write


def turns(testbed: Testbed, people: list[int]) -> Iterator[tuple[int, str]]:
    """Yield a person and their token, again and again."""
    return ((person, testbed.world.tokens[person]) for person in cycle(people))


def plain(path: str) -> Callable[[Testbed, list[int]], Iterator[Request]]:
    """Return requests for one address, each with the next person's token."""
    return lambda testbed, people: (Request("GET", path, token) for _, token in turns(testbed, people))


def textbook(path: str) -> Callable[[Testbed, list[int]], Iterator[Request]]:
    """Return the same with the tokens of the textbook design."""
    return lambda testbed, people: (Request("GET", path, testbed.textbook_tokens[each]) for each in cycle(people))


def profiles(testbed: Testbed, people: list[int]) -> Iterator[Request]:
    """Yield reads of somebody's profile, as far as no block separates the two."""
    ids, audience, chance = testbed.world.plan.people, testbed.world.audience, random.Random(SEED)
    for person, token in turns(testbed, people):
        other = chance.randrange(len(ids))
        if audience.may_see(person, other):
            yield Request("GET", f"/api/v1/users/{ids[other]}/", token)


def posts(testbed: Testbed, people: list[int]) -> Iterator[Request]:
    """Yield reads of one post that the reader may read."""
    all_posts, audience, chance = testbed.world.plan.posts, testbed.world.audience, random.Random(SEED)
    for person, token in turns(testbed, people):
        post = chance.choice(all_posts)
        if audience.may_read(person, post):
            yield Request("GET", f"/api/v1/posts/{post.id}/", token)


def posting(testbed: Testbed, people: list[int]) -> Iterator[Request]:
    """Yield new posts, all different, as long as those of the feed."""
    for number, (_, token) in zip(count(), turns(testbed, people), strict=False):
        body = {"text": f"measured {number} ".ljust(TEXT_LENGTH, "."), "visibility": "public"}
        yield Request("POST", "/api/v1/posts/", token, json.dumps(body))


def following(testbed: Testbed, people: list[int]) -> Iterator[Request]:
    """Yield follows of people whom the follower does not follow yet, and from whom no block separates them."""
    plan, audience = testbed.world.plan, testbed.world.audience
    known, chance = set(plan.follows), random.Random(SEED)
    for person, token in turns(testbed, people):
        other = chance.randrange(len(plan.people))
        if other != person and (person, other) not in known and audience.may_see(person, other):
            known.add((person, other))
            yield Request("PUT", f"/api/v1/users/{plan.people[other]}/follow/", token)


CASES = (
    Case("constant", "constant", plain("/constant/")),
    Case("textbook me", "textbook", textbook("/textbook/me/")),
    Case("textbook feed", "textbook", textbook("/textbook/feed/")),
    Case("textbook feed, tuned", "textbook", textbook("/textbook/feed-tuned/")),
    Case("feed", "posts-web", plain("/api/v1/feed/")),
    Case("auth/me", "auth-web", plain("/api/v1/auth/me/")),
    Case("users/me", "profiles-web", plain("/api/v1/users/me/")),
    Case("a profile", "profiles-web", profiles),
    Case("users", "profiles-web", plain("/api/v1/users/")),
    Case("notifications", "notifications-web", plain("/api/v1/notifications/")),
    Case("one post", "posts-web", posts),
    Case("posting", "posts-web", posting, is_write=True),
    Case("following", "social-graph-web", following, is_write=True),
)


def chosen(words: str) -> tuple[Case, ...]:
    """Return the cases whose names contain one of the words (separated by commas), and the constant view; all for none.

    Raises ValueError for a word that is in no name.
    """
    wanted = [word.strip() for word in words.split(",") if word.strip()]
    for word in wanted:
        if not any(word in case.name for case in CASES):
            raise ValueError(f"no case is called {word}: {', '.join(case.name for case in CASES)}")
    return tuple(c for c in CASES if not wanted or c.name == "constant" or any(word in c.name for word in wanted))
