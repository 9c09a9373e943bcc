"""From a message to its effect, once: what the consumer does in one transaction."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chassis.events.inbox.registry import handlers_of
from chassis.observability.context import working_on
from contracts import Event
from contracts.envelope import Envelope, event_of
from runtime.failpoints import failpoint

REMEMBER = """
    INSERT INTO inbox (event_id, type) SELECT * FROM unnest(%s::uuid[], %s::text[])
    ON CONFLICT DO NOTHING RETURNING event_id
"""


@dataclass(frozen=True)
class Delivery:
    """An event that arrived; ``event`` is None when this process has no handler for its type."""

    envelope: Envelope
    event: Event | None

    @property
    def id(self) -> UUID:
        """Return the id under which the inbox remembers the event."""
        return self.envelope.id


def read_delivery(headers: Mapping[str, Any], body: bytes) -> Delivery:
    """Read a message. Raises MalformedEvent when it is none that anybody could ever handle.

    The body of an event that has no handler here is left to those who have one.
    """
    envelope = Envelope.from_headers(headers)
    is_handled = bool(handlers_of(envelope.type))
    return Delivery(envelope, event_of(event_type=envelope.type, body=body) if is_handled else None)


def dispatch(deliveries: Sequence[Delivery]) -> dict[UUID, float]:
    """Let the handlers of some events take effect, all in one transaction, in the given order.

    Returns how many milliseconds the handlers of each new event took, by its id; the others had their effect before
    and have none now.
    Raises whatever a handler raises, and then nothing has happened.
    """
    with transaction.atomic():
        waiting = _remember(deliveries)
        fresh = {}
        for delivery in deliveries:
            if delivery.id in waiting:
                waiting.remove(delivery.id)  # the same event may stand twice in one batch
                fresh[delivery.id] = _handle(delivery)
        failpoint("consumer.before_commit")
    return fresh


def _remember(deliveries: Sequence[Delivery]) -> set[UUID]:
    # One order of keys for everybody: two workers with the same events wait for each other and do not deadlock.
    types = {str(delivery.id): delivery.envelope.type for delivery in sorted(deliveries, key=lambda each: each.id)}
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [list(types), list(types.values())])
        return {event_id for (event_id,) in cursor.fetchall()}


def _handle(delivery: Delivery) -> float:
    """Call the handlers; return how many milliseconds they took."""
    began = time.perf_counter()
    with working_on(request_id=delivery.envelope.request_id, traceparent=delivery.envelope.traceparent):
        for handler in handlers_of(delivery.envelope.type):
            handler(delivery.event)
    failpoint("consumer.in_transaction")
    return (time.perf_counter() - began) * 1000
