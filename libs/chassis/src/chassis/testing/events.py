"""Fixtures for events: ``emitted`` reads those in the outbox, ``deliver`` delivers one to the handlers."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from chassis.ids import uuid7
from contracts import Event
from contracts.envelope import Envelope, event_of


@pytest.fixture
def emitted(db: None) -> Callable[[], list[Event]]:
    """Return a function that lists the events emitted so far, in order, read back from the outbox."""
    from chassis.events.outbox.models import OutboxEntry  # models exist only once Django is set up

    def read() -> list[Event]:
        rows = OutboxEntry.objects.order_by("id").values_list("type", "data")
        return [event for type_, data in rows if (event := event_of(event_type=type_, body=data))]

    return read


@pytest.fixture
def deliver_together(db: None) -> Callable[..., None]:
    """Return a function that delivers some events in one batch, the way the consumer does."""
    from chassis.events.inbox.dispatch import dispatch, read_delivery  # likewise

    def deliver_batch(*events: Event) -> None:
        dispatch([read_delivery(envelope_of(each).headers(), each.model_dump_json().encode()) for each in events])

    return deliver_batch


@pytest.fixture
def deliver(db: None) -> Callable[..., None]:
    """Return a function that delivers an event ``times`` times under one id, the way the consumer does."""
    from chassis.events.inbox.dispatch import dispatch, read_delivery  # models exist only once Django is set up

    def deliver_event(event: Event, times: int = 1) -> None:
        headers, body = envelope_of(event).headers(), event.model_dump_json().encode()
        for _ in range(times):
            dispatch([read_delivery(headers, body)])

    return deliver_event


def envelope_of(event: Event) -> Envelope:
    """Return a new envelope for an event, as its producer would make it."""
    return Envelope(
        id=uuid7(),
        type=event.type,
        source=event.source,
        subject=event.subject,
        sequence=event.version,
        time=datetime.now(UTC),
    )
