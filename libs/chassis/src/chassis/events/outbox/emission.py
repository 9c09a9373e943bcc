"""Emitting events: an outbox row, never a network call."""

from functools import partial
from uuid import UUID

from django.db import connection, transaction

from chassis.database.prepared import PreparedText
from chassis.events.outbox.epochs import FLOOR
from chassis.events.outbox.waking import wake_relay_on_commit
from chassis.ids import uuid7
from chassis.observability.context import current_request_id, current_traceparent, note_emitted
from contracts import Event
from runtime.failpoints import failpoint, is_armed

# The floor of the epoch is read in the same statement: without another round trip, and also right after a restore.
INSERT = PreparedText(
    f"""
    INSERT INTO outbox (event_id, type, subject, sequence, traceparent, request_id, person_id, data)
    SELECT $1, $2, $3, $4 + floor, $5, $6, $7,
        CASE WHEN floor = 0 THEN $8 ELSE jsonb_set($8::jsonb, '{{version}}', to_jsonb($4 + floor))::text END
    FROM (SELECT {FLOOR} AS floor) AS epoch
    """,  # noqa: S608 - a constant
    ["uuid", "text", "text", "bigint", "text", "text", "uuid", "text"],
)


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
    INSERT.rows(
        event_id,
        event.type,
        event.subject,
        event.version,
        current_traceparent(),
        current_request_id(),
        event.person_id,
        event.model_dump_json(),
    )


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
