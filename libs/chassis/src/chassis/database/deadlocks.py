"""Retries of transactions that PostgreSQL rolls back because of a deadlock."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

T = TypeVar("T")

DEADLOCK_DETECTED = "40P01"
TRIES = 10


def retry_deadlocks(work: Callable[[], T]) -> T:
    """Run a function that is one transaction, and run it again while PostgreSQL ends it because of a deadlock.

    Raises OperationalError after TRIES deadlocks, and whatever else the function raises.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return work()
        except OperationalError as error:
            if attempt == TRIES or getattr(error.__cause__, "pgcode", None) != DEADLOCK_DETECTED:
                raise
    raise AssertionError("TRIES is at least 1")
