"""Emitting events: an outbox row, never a network call."""

from functools import partial
from uuid import UUID

from django.db import connection, transaction

from chassis.events.outbox.epochs import FLOOR
from chassis.events.outbox.waking import wake_relay_on_commit
from chassis.ids import uuid7
from chassis.observability.context import current_request_id, current_traceparent, note_emitted
from contracts import Event
from runtime.failpoints import failpoint, is_armed

# The floor of the epoch is read in the same statement: without another round trip, and also right after a restore.
INSERT = f"""
    INSERT INTO outbox (event_id, type, subject, sequence, traceparent, request_id, person_id, data)
    SELECT %(event_id)s, %(type)s, %(subject)s, %(version)s + floor, %(traceparent)s, %(request_id)s,
        %(person_id)s::uuid,
        CASE WHEN floor = 0 THEN data
             ELSE jsonb_set(data::jsonb, '{{version}}', to_jsonb(%(version)s + floor))::text END
    FROM (VALUES (%(data)s, {FLOOR})) AS event (data, floor)
"""  # noqa: S608 - a constant


class OutsideTransaction(RuntimeError):
    """An event was emitted outside a transaction, so the event or its change could be committed without the other."""


def emit(event: Event) -> None:
    """Emit an event: it is published if, and only if, the current transaction commits.

    Raises OutsideTransaction when there is none.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{event.type} must be emitted inside the transaction that changes the data")
    event_id = uuid7()
    _insert(event, event_id)
    note_emitted(event_id, event.type)
    failpoint("outbox.after_insert")
    _watch_commit()
    wake_relay_on_commit()


def _insert(event: Event, event_id: UUID) -> None:
    """Write the row, with the version and the data of the event in the present epoch."""
    parameters: dict[str, str | int | UUID | None] = {
        "event_id": event_id,
        "type": event.type,
        "subject": event.subject,
        "version": event.version,
        "traceparent": current_traceparent(),
        "request_id": current_request_id(),
        "person_id": event.person_id,
        "data": event.model_dump_json(),
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, parameters)


def _watch_commit() -> None:
    """Pass the failpoints before and after the commit; only fault tests arm them."""
    if is_armed("view.after_commit"):
        transaction.on_commit(partial(failpoint, "view.after_commit"))
    if is_armed("view.before_commit"):
        connection.commit = _commit_past_failpoint  # type: ignore[method-assign]


def _commit_past_failpoint() -> None:
    del connection.commit  # restores the method of the class
    failpoint("view.before_commit")
    connection.commit()
