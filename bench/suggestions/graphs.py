"""The graphs: that of one college, and a generated one of a million follows; the same for the same seed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import connection

from chassis.ids import uuid7

SEED = 20
REED98 = Path(__file__).parents[1] / "data" / "reed98" / "reed98.edges"
PEOPLE, FOLLOWS, FRIENDSHIPS = 100_000, 1_000_000, 200_000
BATCH = 100_000
COPIES = {
    "person": ("id", "username", "display_name", "version"),
    "social_graph_follow": ("id", "follower_id", "followee_id", "state", "version", "position", "outcome"),
    "social_graph_friendship": ("id", "account_id", "other_id", "state", "version", "position", "outcome"),
}
"""The columns that are written; the others have their default."""

Pairs = set[tuple[int, int]]


def reed98() -> tuple[Pairs, Pairs]:
    """Return the follows and the friendships of a college: each pair of friends follows each other."""
    pairs = {(int(one), int(other)) for one, other in map(str.split, REED98.read_text().splitlines())}
    return pairs | {(other, one) for one, other in pairs}, pairs


def generated() -> tuple[Pairs, Pairs]:
    """Return FOLLOWS and FRIENDSHIPS among PEOPLE; both ends are chosen by Zipf's law, so that a few have very many."""
    chosen = Random(SEED)
    often = list(accumulate(1 / place for place in range(1, PEOPLE + 1)))
    active = chosen.sample(range(PEOPLE), PEOPLE)  # who follows many is not who is followed by many
    follows = _pairs(chosen, often, active, FOLLOWS)
    return follows, {(min(pair), max(pair)) for pair in _pairs(chosen, often, active, FRIENDSHIPS)}


def _pairs(chosen: Random, often: list[float], active: list[int], count: int) -> Pairs:
    found: Pairs = set()
    while len(found) < count:
        ones, others = (chosen.choices(range(PEOPLE), cum_weights=often, k=count) for _ in range(2))
        found |= {(active[one], other) for one, other in zip(ones, others, strict=True) if active[one] != other}
    return set(islice(sorted(found, key=lambda pair: hash((SEED, pair))), count))


def account(number: int) -> UUID:
    """Return the id of a person."""
    return UUID(int=number + 1 << 64)


def fill(follows: Pairs, friendships: Pairs) -> None:
    """Write a graph instead of the one that is there."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(COPIES)}")
    people = {number for pair in follows | friendships for number in pair}
    _copy("person", ((account(number), f"name_{number}", f"Name {number}", 1) for number in people))
    _copy("social_graph_follow", (_row(one, other, "active") for one, other in follows))
    both = (pair for one, other in friendships for pair in ((one, other), (other, one)))
    _copy("social_graph_friendship", (_row(one, other, "friends") for one, other in both))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def viewers(follows: Pairs, friendships: Pairs) -> dict[str, list[UUID]]:
    """Return 100 who follow somebody, and the 100 with the most followees and friends."""
    ends = Counter(one for one, _ in follows) + Counter(number for pair in friendships for number in pair)
    some = Random(SEED).sample(sorted(ends), 100)
    return {
        "any": [account(number) for number in some],
        "the most connected": [account(number) for number, _ in ends.most_common(100)],
    }


def _row(one: int, other: int, state: str) -> tuple[object, ...]:
    return uuid7(), account(one), account(other), state, 1, uuid7(), "accepted"


def _copy(table: str, rows: Iterable[tuple[object, ...]]) -> None:
    left: Iterator[str] = ("\t".join(map(str, row)) + "\n" for row in rows)
    with connection.cursor() as cursor:
        while batch := "".join(islice(left, BATCH)):
            cursor.copy_from(StringIO(batch), table, columns=COPIES[table])
