"""The lanes of a service: queues that are consumed concurrently, so that long work does not delay short work.

An event type belongs to one lane of a service (``chassis.events.inbox.handles``); only lanes that have handlers exist.
"""

from dataclasses import dataclass
from enum import StrEnum


class Lane(StrEnum):
    """A queue of a service with a consumer, a database connection, retry queues and a dead queue of its own."""

    EVENTS = "events"
    """Events that must take effect at once, such as who may see what; every service has this lane."""
    BULK = "bulk"
    """Work whose length grows with the number of followers, comments or likes: fan-out, removal of many rows."""


@dataclass(frozen=True)
class Pace:
    """How many messages a consumer takes from the broker at once, and handles in one transaction.

    A batch begins ``gathering_seconds`` after the last one began, or when it is full: under load all messages that
    arrived meanwhile share one transaction, one commit and one acknowledgement. A single message does not wait.
    """

    prefetch: int
    batch_size: int
    gathering_seconds: float = 0.0


PACES = {
    Lane.EVENTS: Pace(prefetch=200, batch_size=100, gathering_seconds=0.04),
    # One at a time: no lock is held longer than its event needs it, and a transaction with a single lock cannot
    # deadlock.
    Lane.BULK: Pace(prefetch=20, batch_size=1),
}
