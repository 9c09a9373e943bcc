"""The recurring tasks of a service: what each does, how often, and how long it may wait for the database."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

Work = Callable[[], object]

DEADLINE_SECONDS = 8.0
"""How long one run may wait for the database; shorter than the 10 s in which a process has to end."""


@dataclass(frozen=True)
class Recurring:
    """A function without arguments that is run about every ``every_seconds``, by one of the workers."""

    name: str
    work: Work
    every_seconds: float
    running: threading.Lock = field(default_factory=threading.Lock)
    """Held while this process runs it, so that a slow task does not take all threads of a worker."""


TASKS: dict[str, Recurring] = {}
"""The tasks that the services of this process have registered, by name."""


def recurring(name: str, *, every_seconds: float) -> Callable[[Work], Work]:
    """Register the decorated function under a name that begins with that of the service: ``posts.publish_due``.

    It may run twice at the same time, in two workers, and a run may be lost: its messages are in Redis. So it finds out
    from the tables what is to be done, claims rows before it works on them (``FOR UPDATE SKIP LOCKED``), and does a
    bounded amount of work in each run.
    """

    def register(work: Work) -> Work:
        TASKS[name] = Recurring(name, work, every_seconds)
        return work

    return register
