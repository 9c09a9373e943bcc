"""From a message to its effect, once: what the consumer does in one transaction."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from chassis.database.prepared import PreparedText
from chassis.events.inbox.registry import are_handled_together, handlers_of
from chassis.observability.context import working_on
from contracts import Event
from contracts.envelope import Envelope, event_of
from runtime.failpoints import failpoint

REMEMBER = PreparedText(
    """
    INSERT INTO inbox (event_id, type) SELECT * FROM unnest($1::uuid[], $2::text[])
    ON CONFLICT DO NOTHING RETURNING event_id
    """,
    ["uuid[]", "text[]"],
)


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

    Events of a type that is handled together take effect together, where the first of them stands.
    Returns how many milliseconds the handlers of each new event took, by its id; the others had their effect before
    and have none now.
    Raises whatever a handler raises, and then nothing has happened.
    """
    took: dict[UUID, float] = {}
    with transaction.atomic():
        new = _remember(deliveries)
        # The same event may stand twice in one batch.
        fresh = {delivery.id: delivery for delivery in deliveries if delivery.id in new}
        for group in _groups(fresh.values()):
            took |= dict.fromkeys([each.id for each in group], _handle(group) / len(group))
        failpoint("consumer.before_commit")
    return took


def _groups(deliveries: Iterable[Delivery]) -> Iterable[list[Delivery]]:
    groups: dict[str | UUID, list[Delivery]] = {}
    for delivery in deliveries:
        kind = delivery.envelope.type
        groups.setdefault(kind if are_handled_together(kind) else delivery.id, []).append(delivery)
    return groups.values()


def _remember(deliveries: Sequence[Delivery]) -> set[UUID]:
    # One order of keys for everybody: two workers with the same events wait for each other and do not deadlock.
    types = {str(delivery.id): delivery.envelope.type for delivery in sorted(deliveries, key=lambda each: each.id)}
    return {event_id for (event_id,) in REMEMBER.rows(list(types), list(types.values()))}


def _handle(group: Sequence[Delivery]) -> float:
    """Call the handlers with events of one type; return how many milliseconds they took."""
    began, envelope = time.perf_counter(), group[0].envelope
    with working_on(**_context(envelope) if len(group) == 1 else {}):  # several events follow from several requests
        for handler in handlers_of(envelope.type):
            handler([delivery.event for delivery in group])
    for _ in group:
        failpoint("consumer.in_transaction")
    return (time.perf_counter() - began) * 1000


def _context(envelope: Envelope) -> dict[str, str]:
    return {"request_id": envelope.request_id, "traceparent": envelope.traceparent}
