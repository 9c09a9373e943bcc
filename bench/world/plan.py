"""Who follows whom and who wrote, liked and commented what: plain data, the same in every run but for the time."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench.demo.graph import SEED, read_graph

SPACING = timedelta(minutes=1)
"""Time between two posts; the last one is as old as this when the plan is made."""
LIKES_PER_POST = 2
LONG_PAGE = 10
"""Posts that an account must have written to take turns: each causes a notification or two, which fills a page."""


@dataclass(frozen=True)
class PlannedPost:
    """A post with its reactions; people are numbered from 0."""

    id: str
    author: int
    text: str
    created_at: str
    likers: list[int]
    commenter: int
    comment: str


@dataclass(frozen=True)
class Plan:
    """The world as data: ``people`` are account ids by number, ``follows`` pairs of numbers."""

    people: list[str]
    follows: list[tuple[int, int]]
    posts: list[PlannedPost]


def make_plan(people: list[str], now: datetime) -> Plan:
    """Return the plan for these accounts; the posts of all people are mixed in a seeded order."""
    graph, chance = read_graph(), random.Random(SEED)
    texts = [(author, text) for author, own in enumerate(graph.texts) for text in own]
    chance.shuffle(texts)
    began = now - SPACING * len(texts)
    posts = [
        _post(number, author, text, began + SPACING * number, sorted(graph.friends[author]) or [author], chance)
        for number, (author, text) in enumerate(texts)
    ]
    return Plan(people, graph.follows, posts)


def choose_people(plan: Plan, size: int) -> list[int]:
    """Return the people who take turns: with a long list of notifications, in a seeded order."""
    written = Counter(post.author for post in plan.posts)
    able = [person for person in range(len(plan.people)) if written[person] >= LONG_PAGE]
    random.Random(SEED).shuffle(able)
    return able[:size]


def id_at(moment: datetime, number: int) -> UUID:
    """Return a UUIDv7 of a moment; the number makes it unique."""
    milliseconds = int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
    return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | number)


def _post(
    number: int, author: int, text: str, moment: datetime, friends: list[int], chance: random.Random
) -> PlannedPost:
    return PlannedPost(
        id=str(id_at(moment, number)),
        author=author,
        text=text,
        created_at=moment.isoformat(),
        likers=chance.sample(friends, min(LIKES_PER_POST, len(friends))),
        commenter=chance.choice(friends),
        comment=f"Comment on {number}: " + text[:60],
    )
