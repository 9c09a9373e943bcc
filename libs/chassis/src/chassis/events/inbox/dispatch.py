"""Applies the effect of a message, once: what the consumer does in one transaction."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from chassis.database.prepared import PreparedText
from chassis.events.inbox.filtering import with_effect
from chassis.events.inbox.registry import are_handled_together, begin_batch, handlers_of
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
        """Return the id under which the inbox stores the event."""
        return self.envelope.id


def read_delivery(headers: Mapping[str, Any], body: bytes) -> Delivery:
    """Read a message.

    Raises MalformedEvent when it can never be handled. The body of an event without a handler here is not checked.
    """
    envelope = Envelope.from_headers(headers)
    is_handled = bool(handlers_of(envelope.type))
    return Delivery(envelope, event_of(event_type=envelope.type, body=body) if is_handled else None)


def dispatch(deliveries: Sequence[Delivery]) -> dict[UUID, float]:
    """Call the handlers of some events, all in one transaction, in the given order.

    Events of a type that is handled together take effect together, where the first of them stands.
    Returns how many milliseconds the handlers of each new event took, by its id; the others had their effect before
    and have none now.
    Raises what a handler raises; then nothing has changed.
    """
    took: dict[UUID, float] = {}
    with transaction.atomic():
        new = _remember(deliveries)
        # The same event may stand twice in one batch.
        fresh = _with_effect({delivery.id: delivery for delivery in deliveries if delivery.id in new})
        if len(fresh) > 1:
            begin_batch([delivery.event for delivery in fresh.values() if delivery.event])
        for group in _groups(fresh.values()):
            took |= dict.fromkeys([each.id for each in group], _handle(group) / len(group))
        failpoint("consumer.before_commit")
    return took


def _with_effect(fresh: dict[UUID, Delivery]) -> dict[UUID, Delivery]:
    events = {id(each) for each in with_effect([delivery.event for delivery in fresh.values() if delivery.event])}
    return {event_id: delivery for event_id, delivery in fresh.items() if id(delivery.event) in events}


def _groups(deliveries: Iterable[Delivery]) -> Iterable[list[Delivery]]:
    groups: dict[str | UUID, list[Delivery]] = {}
    for delivery in deliveries:
        kind = delivery.envelope.type
        groups.setdefault(kind if are_handled_together(kind) else delivery.id, []).append(delivery)
    return groups.values()


def _remember(deliveries: Sequence[Delivery]) -> set[UUID]:
    # All workers use the same order of keys, so two workers with the same events do not deadlock.
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
