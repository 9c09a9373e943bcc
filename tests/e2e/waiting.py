"""Waiting for what other services will have applied in a moment."""

from collections.abc import Callable
from typing import TypeVar

from runtime.waiting import wait_until

T = TypeVar("T")


def eventually(check: Callable[[], T], *, within: float = 10) -> T:
    """Call ``check`` until it neither fails an assertion nor lacks what it reads nor returns False; return its result.

    After ``within`` seconds its last failure (AssertionError, LookupError) is raised, or a TimeoutError.
    """
    results: list[T] = []

    def holds() -> bool:
        results[:] = [check()]
        return results[0] is not False

    wait_until(holds, what="still not so", seconds=within)
    return results[0]
