"""Transactions that meet a deadlock: one of those in it is rolled back, and is done again."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

T = TypeVar("T")

DEADLOCK_DETECTED = "40P01"
TRIES = 10


def retry_deadlocks(work: Callable[[], T]) -> T:
    """Do work that is one transaction of its own, and do it again while PostgreSQL ends it because of a deadlock.

    Raises OperationalError of the last of TRIES deadlocks, and whatever else the work raises.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return work()
        except OperationalError as error:
            if attempt == TRIES or getattr(error.__cause__, "pgcode", None) != DEADLOCK_DETECTED:
                raise
    raise AssertionError("TRIES is at least 1")
