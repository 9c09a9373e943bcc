"""Waiting for what other services will have applied in a moment."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE_SECONDS = 0.05


def eventually(check: Callable[[], T], *, within: float = 10) -> T:
    """Call ``check`` until it neither fails an assertion nor returns False, and return what it returns.

    After ``within`` seconds its last failure counts.
    """
    deadline = time.monotonic() + within
    while True:
        try:
            result = check()
            assert result is not False, "still not so"
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return result
