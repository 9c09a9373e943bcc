"""Small periodic tasks of a service, run by its worker beside relay and consumer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.retrying import retry_delay_seconds

Work = Callable[[], object]


@dataclass
class PeriodicTask:
    """A function, its period, and when it is due, on the monotonic clock."""

    work: Work
    every_seconds: float
    due_at: float = field(default_factory=time.monotonic)
    failures: int = 0

    def done(self) -> None:
        """Schedule the next run after the period."""
        self.failures, self.due_at = 0, time.monotonic() + self.every_seconds

    def failed(self) -> None:
        """Schedule a retry soon, later with each failure."""
        self.due_at = time.monotonic() + min(self.every_seconds, 1 + retry_delay_seconds(attempt=self.failures))
        self.failures += 1


PERIODIC_TASKS: list[PeriodicTask] = []
"""The tasks that the services of this process have registered."""


def periodic(*, every_seconds: float) -> Callable[[Work], Work]:
    """Register a function that the worker runs periodically. With several workers it runs in each of them.

    A database that is down, or one of ``chassis.transient.PASSING_FAULTS``, causes a retry later.
    """

    def register(work: Work) -> Work:
        PERIODIC_TASKS.append(PeriodicTask(work, every_seconds))
        return work

    return register
