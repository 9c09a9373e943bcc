"""Moves events from the outbox to the broker: one relay per service leads, and marks what the broker has confirmed."""

import os
import select
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import connection

from chassis.bus import metrics
from chassis.bus.batch import Batch
from chassis.bus.connection import retry_delay_seconds
from chassis.bus.messages import Outgoing, message_of
from chassis.bus.publisher import Publisher
from chassis.bus.topology import exchange_of
from chassis.db import is_outage, set_deadline
from chassis.failpoints import failpoint
from contracts.envelope import Envelope

log = structlog.get_logger(source="relay")

BATCH_SIZE = 500
POLL_SECONDS = 1.0
CONFIRM_TIMEOUT_SECONDS = 8.0
DB_DEADLINE_SECONDS = 10.0
LEADER_LOCK = 0x6F7574626F78  # "outbox"

# A leader whose machine is gone frees the lock when the server's keepalive finds out.
KEEPALIVE = "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 2"
UNPUBLISHED = """
    SELECT id, event_id, type, subject, sequence, traceparent, data, created_at FROM outbox
    WHERE published_at IS NULL AND id > %s ORDER BY id LIMIT %s
"""
MARK = "UPDATE outbox SET published_at = clock_timestamp() WHERE event_id = ANY(%s::uuid[])"
BACKLOG = """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 FROM outbox
    WHERE published_at IS NULL
"""


class Row(NamedTuple):
    """An outbox row."""

    id: int
    event_id: UUID
    type: str
    subject: str
    sequence: int
    traceparent: str
    data: str
    created_at: datetime


class Relay:
    """Publishes the outbox until it is told to stop; call ``run`` in a thread of its own."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._stopping = threading.Event()
        self._woken, self._wake = os.pipe()
        self.is_leader = False

    def stop(self) -> None:
        """Let ``run`` return after the batch in hand."""
        self._stopping.set()
        os.write(self._wake, b"!")

    def run(self) -> None:
        """Lead whenever nobody else does; a database that is away is waited for."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                self._take_turn()
                attempt = 0
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("the database is away", error=type(error).__name__)
                connection.close()  # Django opens another one only for a closed one
                self._stopping.wait(retry_delay_seconds(attempt=attempt))
                attempt += 1
        connection.close()

    def _take_turn(self) -> None:
        set_deadline(DB_DEADLINE_SECONDS)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])
            (is_leader,) = cursor.fetchone()
        if not is_leader:
            self._stopping.wait(POLL_SECONDS)
            return
        try:
            self._lead()
        finally:
            self._step_down()

    def _lead(self) -> None:
        self.is_leader = True
        metrics.relay_leader.set(1)
        log.info("leading")
        with connection.cursor() as cursor:
            cursor.execute(f"{KEEPALIVE}; LISTEN outbox")
        while not self._stopping.is_set():
            set_deadline(DB_DEADLINE_SECONDS)
            self._measure()
            has_refused = self._sweep() if self._publisher.is_ready else True
            # What was refused would be refused again at once: it waits for the poll, like everything else.
            if has_refused:
                self._stopping.wait(POLL_SECONDS)
            else:
                self._wait_for_news()

    def _sweep(self) -> bool:
        """Publish all that is unpublished, in order; return whether something was left.

        A sweep begins at the lowest id again: a transaction that committed late has a lower id than what is published.
        """
        last, has_refused = 0, False
        while rows := self._unpublished(after=last):
            batch = self.publish(rows)
            has_refused |= bool(batch.refused)
            if batch.is_cut or self._stopping.is_set():
                return True
            if len(rows) < BATCH_SIZE:
                break
            last = rows[-1].id
        return has_refused

    def publish(self, rows: Sequence[Row]) -> Batch:
        """Publish rows and mark those that the broker has confirmed and routed."""
        batch = self._publisher.publish([message_of_row(row) for row in rows], CONFIRM_TIMEOUT_SECONDS)
        confirmed = list(batch.confirmed)
        failpoint("relay.after_confirm")
        metrics.relay_published_total.inc(len(confirmed))
        if batch.refused:
            log.warning("the broker refused events", count=len(batch.refused))
            metrics.relay_returned_total.inc(len(batch.refused))
        set_deadline(DB_DEADLINE_SECONDS)
        with connection.cursor() as cursor:
            cursor.execute(MARK, [confirmed])
        failpoint("relay.after_mark")
        return batch

    def _unpublished(self, *, after: int) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(UNPUBLISHED, [after, BATCH_SIZE])
            return [Row(*values) for values in cursor.fetchall()]

    def _measure(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(BACKLOG)
            count, oldest_seconds = cursor.fetchone()
        metrics.outbox_unpublished.set(count)
        metrics.outbox_oldest_seconds.set(oldest_seconds)

    def _wait_for_news(self) -> None:
        """Return when a transaction with events has committed, or after a poll interval."""
        raw = connection.connection
        with connection.wrap_database_errors:
            if not raw.notifies:
                select.select([raw, self._woken], [], [], POLL_SECONDS)
                raw.poll()
            raw.notifies.clear()

    def _step_down(self) -> None:
        self.is_leader = False
        metrics.relay_leader.set(0)
        connection.close()  # which frees the lock


def message_of_row(row: Row) -> Outgoing:
    """Return an outbox row as the message that tells it."""
    envelope = Envelope(
        id=row.event_id,
        type=row.type,
        source=row.type.split(".", 1)[0],
        subject=row.subject,
        sequence=row.sequence,
        time=row.created_at,
        traceparent=row.traceparent,
    )
    return message_of(envelope, row.data, exchange=exchange_of(row.type))
