"""The next queue of a message that could not be handled: a retry queue with its delay, or the dead-letter queue."""

from datetime import UTC, datetime
from typing import Any

from bus.lanes import Lane
from bus.messages import Incoming, Outgoing, copy_of
from bus.topology import dead_queue, own_exchange, retry_queue
from chassis.events.inbox.results import HandlingResult, Outcome

RETRIES = ("1s", "1s", "10s", "10s")
"""The delay before each further attempt of a message whose handler failed; after the last one it is dead-lettered."""
POSTPONEMENTS = ("1s", "10s", "60s")
"""The delays of a message after temporary faults; the last one repeats without limit."""

ATTEMPTS, POSTPONED, REASON, DIED_AT = "x-attempts", "x-postponed", "x-reason", "x-died-at"


def next_stop(message: Incoming, result: HandlingResult, service: str, lane: Lane = Lane.EVENTS) -> Outgoing:
    """Return the copy of an unhandled message for the next queue of its lane."""
    attempts, postponed = _count(message, ATTEMPTS), _count(message, POSTPONED)
    dead = queue = dead_queue(service, lane)
    headers: dict[str, Any] = {REASON: result.reason}
    if result.outcome is Outcome.POSTPONED:
        queue = retry_queue(service, POSTPONEMENTS[min(postponed, len(POSTPONEMENTS) - 1)], lane)
        headers |= {POSTPONED: postponed + 1}
    elif result.outcome is Outcome.FAILED:
        headers |= {ATTEMPTS: attempts + 1}
        queue = retry_queue(service, RETRIES[attempts], lane) if attempts < len(RETRIES) else queue
    if queue == dead:
        headers |= {DIED_AT: datetime.now(UTC).isoformat()}
    return copy_of(message, exchange=own_exchange(service), routing_key=queue, headers=headers)


def _count(message: Incoming, header: str) -> int:
    value = message.headers.get(header)
    return value if isinstance(value, int) and value >= 0 else 0
