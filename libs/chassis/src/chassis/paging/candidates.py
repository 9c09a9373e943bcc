"""Full pages from lists in which some items are hidden."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from chassis.paging.page import Key

T = TypeVar("T")

MAX_FETCH = 500
MAX_ROUNDS = 12


@dataclass
class Found(Generic[T]):
    """Visible items; ``next_key`` is where to go on, or None at the end of the list."""

    items: list[T] = field(default_factory=list)
    next_key: Key | None = None


def collect(
    fetch: Callable[[Key | None, int], Sequence[tuple[Key, T | None]]], *, after: Key | None, limit: int
) -> Found[T]:
    """Fetch candidates until ``limit`` visible ones and a sign of another are found, or the list ends.

    Rounds grow, and after some thousands of hidden candidates in a row the page stays short, with a cursor that goes on
    from there: one request must not scan without bound.
    """
    found: list[tuple[Any, T]] = []
    count = limit + 1
    for _ in range(MAX_ROUNDS):
        candidates = fetch(after, count)
        found += [(key, item) for key, item in candidates if item is not None]
        if len(found) > limit:
            return Found([item for _, item in found[:limit]], found[limit - 1][0])
        if len(candidates) < count:
            return Found([item for _, item in found], None)
        after = candidates[-1][0]
        count = min(count * 2, MAX_FETCH)
    return Found([item for _, item in found], after)
