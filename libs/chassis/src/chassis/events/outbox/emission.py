"""Emitting events: an outbox row, never a network call."""

from functools import partial

from django.db import connection, transaction

from chassis.events.outbox.epochs import emitted_data, emitted_version
from chassis.events.outbox.models import OutboxEntry
from chassis.events.outbox.waking import wake_relay_on_commit
from chassis.observability.context import current_request_id, current_traceparent, note_emitted
from contracts import Event
from runtime.failpoints import failpoint, is_armed


class OutsideTransaction(RuntimeError):
    """An event was emitted outside a transaction, where it could be published without its change, or the reverse."""


def emit(event: Event) -> None:
    """Emit an event: it is published if, and only if, the current transaction commits.

    Raises OutsideTransaction when there is none.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{event.type} must be emitted inside the transaction that changes the data")
    entry = OutboxEntry.objects.create(
        type=event.type,
        subject=event.subject,
        sequence=emitted_version(event),
        traceparent=current_traceparent(),
        request_id=current_request_id(),
        data=emitted_data(event),
    )
    note_emitted(entry.event_id, entry.type)
    failpoint("outbox.after_insert")
    _watch_commit()
    wake_relay_on_commit()


def _watch_commit() -> None:
    """Pass the failpoints on both sides of the commit; only a fault test ever arms them."""
    if is_armed("view.after_commit"):
        transaction.on_commit(partial(failpoint, "view.after_commit"))
    if is_armed("view.before_commit"):
        connection.commit = _commit_past_failpoint  # type: ignore[method-assign]


def _commit_past_failpoint() -> None:
    del connection.commit  # uncovers the method of the class again
    failpoint("view.before_commit")
    connection.commit()
