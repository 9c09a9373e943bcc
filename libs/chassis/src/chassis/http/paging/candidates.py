"""Full pages from lists in which some items are hidden."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chassis.http.paging.cursors import Place
from chassis.http.paging.page import Key

T = TypeVar("T")

MAX_FETCH = 500
MAX_ROUNDS = 12

Fetch = Callable[[Place, int], Sequence[tuple[Key, T | None]]]
"""Returns up to so many candidates beyond a place, the nearest first, as ``(key, item)``; None is a hidden item.

The place's key is None at the start of the list, and a UUID of 0 where a list that was empty is read from its end on,
also if its keys are integers. Fewer candidates than asked for mean that the list ends there.
"""


@dataclass
class Found(Generic[T]):
    """Visible items, the nearest first; ``further`` is the key to continue from, None at the end of the list."""

    items: list[tuple[Key, T]] = field(default_factory=list)
    further: Key | None = None


def collect(fetch: Fetch[T], *, place: Place, limit: int, spare: int = 0) -> Found[T]:
    """Fetch candidates until ``limit`` visible ones and one more are found, or the list ends.

    The first round fetches ``spare`` more: where some candidates are usually hidden, it makes a second one rare. Rounds
    grow, and after some thousands of hidden candidates in a row the page stays short, with a cursor that
    continues there: one request must not scan without a limit.
    """
    found: list[tuple[Key, T]] = []
    count = limit + 1 + spare
    for _ in range(MAX_ROUNDS):
        candidates = fetch(place, count)
        found += [(key, item) for key, item in candidates if item is not None]
        if len(found) > limit:
            return Found(found[:limit], found[limit - 1][0])
        if len(candidates) < count:
            return Found(found)
        place = Place(candidates[-1][0], place.is_backwards)
        count = min(count * 2, MAX_FETCH)
    return Found(found, place.key)
