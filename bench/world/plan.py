"""Who follows whom, and what people write, share, like and comment: plain data, the same each time but its moments."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from bench.demo.graph import SEED, read_graph
from bench.world.ties import Pair, Ties, plan_ties

T = TypeVar("T")

SPACING = timedelta(minutes=1)
"""Time between two posts; the last one is as old as this when the plan is made."""
LIKES_PER_POST = 2
LONG_PAGE = 10
"""Posts that an account must have written to take turns: each causes a notification or two, which fills a page."""
AUDIENCES = {"public": 60, "followers": 15, "friends": 10, "group": 12, "private": 3}
"""The visibilities, and how many posts of a hundred have each. Who is in no group writes for followers instead."""
PICTURES_OF, QUOTES_OF, SHARED_OF = 5, 15, 8
"""One post of so many has pictures, quotes a post, and is shared."""
MOST_PICTURES, MOST_SHARES = 4, 12
SHARED_WITHIN_MINUTES = 600


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
    visibility: str = "public"
    group: str | None = None
    quoted: str | None = None
    """The post that it quotes, which quotes nothing itself."""
    pictures: int = 0
    shares: list[tuple[int, str]] = field(default_factory=list)
    """Who shares it, and the key of the share, a UUIDv7 of its time."""


@dataclass(frozen=True)
class Plan:
    """The world as data: ``people`` are account ids by number, ``follows`` pairs of numbers."""

    people: list[str]
    follows: list[Pair]
    posts: list[PlannedPost]
    ties: Ties = field(default_factory=Ties)


def make_plan(people: list[str], now: datetime) -> Plan:
    """Return the plan for these accounts; the posts of all people are mixed in a seeded order."""
    graph, chance = read_graph(), random.Random(SEED)
    ties = plan_ties(graph)
    blocked = ties.blocked
    follows = [pair for pair in graph.follows if pair not in blocked]
    texts = [(author, text) for author, own in enumerate(graph.texts) for text in own]
    chance.shuffle(texts)
    began = now - SPACING * len(texts)
    writing = _Writing(follows, ties, now, chance)
    posts = [
        writing.post(number, author, text, began + SPACING * number) for number, (author, text) in enumerate(texts)
    ]
    return Plan(people, follows, posts, ties)


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


class _Writing:
    """What people write one after the other, and what others do with it who may read it."""

    def __init__(self, follows: list[Pair], ties: Ties, now: datetime, chance: random.Random) -> None:
        self._now, self._chance = now, chance
        self._blocked, self._private, self._members = ties.blocked, set(ties.private), ties.groups
        self._followers, self._followees = _by_first((two, one) for one, two in follows), _by_first(follows)
        self._friends = _by_first(pair for one, two in ties.friends for pair in ((one, two), (two, one)))
        self._groups = _by_first((person, group) for group, members in ties.groups.items() for person in members)
        self._quotable: dict[int, list[str]] = defaultdict(list)
        """The posts that may be quoted, by author: public ones that quote nothing, of accounts that are not private."""

    def post(self, number: int, author: int, text: str, moment: datetime) -> PlannedPost:
        """Return the next post with what others do with it."""
        post_id = str(id_at(moment, number))
        visibility, group = self._audience(author)
        quoted_author, quoted = self._quoted_by(author) if self._one_of(QUOTES_OF) else (author, None)
        if visibility == "public" and author not in self._private and not quoted:
            self._quotable[author].append(post_id)
        readers = [
            person
            for person in self._readers(author, visibility, group)
            if (person, author) not in self._blocked and (person, quoted_author) not in self._blocked
        ]
        others = readers or [author]
        return PlannedPost(
            id=post_id,
            author=author,
            text=text,
            created_at=moment.isoformat(),
            likers=self._chance.sample(others, min(LIKES_PER_POST, len(others))),
            commenter=self._chance.choice(others),
            comment=f"Comment on {number}: " + text[:60],
            visibility=visibility,
            group=group,
            quoted=quoted,
            pictures=self._few(MOST_PICTURES) if self._one_of(PICTURES_OF) else 0,
            shares=self._shares(number, readers, moment) if self._one_of(SHARED_OF) else [],
        )

    def _one_of(self, many: int) -> bool:
        return self._chance.randrange(many) == 0

    def _few(self, most: int) -> int:
        """Return a number from 1 to ``most``, each nearly as likely as it is small (Zipf's law)."""
        return int((most + 1) ** self._chance.random())

    def _audience(self, author: int) -> tuple[str, str | None]:
        """Return the visibility of a post, and the group whose members may read it."""
        visibility = self._chance.choices([*AUDIENCES], [*AUDIENCES.values()])[0]
        if visibility != "group":
            return visibility, None
        groups = self._groups[author]
        return ("group", self._chance.choice(groups)) if groups else ("followers", None)

    def _readers(self, author: int, visibility: str, group: str | None) -> list[int]:
        """Return who reads a post of an audience, beside its author: strangers read no public ones."""
        if group:
            return [person for person in self._members[group] if person != author]
        if visibility == "private":
            return []
        return self._friends[author] if visibility == "friends" else self._followers[author]

    def _quoted_by(self, author: int) -> tuple[int, str | None]:
        """Return what somebody quotes, with its author: a post of somebody whom they follow."""
        for followee in self._chance.sample(self._followees[author], len(self._followees[author])):
            if posts := self._quotable[followee]:
                return followee, self._chance.choice(posts)
        return author, None

    def _shares(self, number: int, readers: list[int], moment: datetime) -> list[tuple[int, str]]:
        """Return who shares a post of this number and when, as far as that is not in the future."""
        sharers = self._chance.sample(readers, min(self._few(MOST_SHARES), len(readers)))
        delays = [timedelta(minutes=self._chance.randint(1, SHARED_WITHIN_MINUTES)) for _ in sharers]
        return [
            (sharer, str(id_at(moment + delay, number * MOST_SHARES + place)))
            for place, (sharer, delay) in enumerate(zip(sharers, delays, strict=True))
            if moment + delay < self._now
        ]


def _by_first(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    """Return the second ones of pairs, by the first ones."""
    found: dict[int, list[T]] = defaultdict(list)
    for first, second in pairs:
        found[first].append(second)
    return found
