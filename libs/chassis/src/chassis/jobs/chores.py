"""Small recurring work of a service, done by its worker beside relay and consumer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.retrying import retry_delay_seconds

Work = Callable[[], object]


@dataclass
class Chore:
    """Work, the pause between two times of it, and when it is due, on the monotonic clock."""

    work: Work
    every_seconds: float
    due_at: float = field(default_factory=time.monotonic)
    failures: int = 0

    def done(self) -> None:
        """Let it come again after its pause."""
        self.failures, self.due_at = 0, time.monotonic() + self.every_seconds

    def failed(self) -> None:
        """Let it come again soon, and later each time that it fails again."""
        self.due_at = time.monotonic() + min(self.every_seconds, 1 + retry_delay_seconds(attempt=self.failures))
        self.failures += 1


CHORES: list[Chore] = []
"""What the services of this process have registered."""


def chore(*, every_seconds: float) -> Callable[[Work], Work]:
    """Register a function that the worker calls again and again. With several workers it runs in each of them.

    A database that is away, or one of ``chassis.transient.PASSING_FAULTS``, lets it be tried again later.
    """

    def register(work: Work) -> Work:
        CHORES.append(Chore(work, every_seconds))
        return work

    return register
