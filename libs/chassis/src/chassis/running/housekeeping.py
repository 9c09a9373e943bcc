"""Deletes what is no longer needed (published events, ids in the inbox, idempotency keys), and runs the periodic
tasks.
"""

import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

import structlog
from django.db import connection, transaction

from bus import metrics
from chassis.database.connection import is_outage, set_deadline
from chassis.jobs.periodic import PERIODIC_TASKS, PeriodicTask
from chassis.transient import PASSING_FAULTS

log = structlog.get_logger(source="housekeeper")

INTERVAL_SECONDS = 15.0
DB_DEADLINE_SECONDS = 30.0
IDLE_SECONDS = 10.0
"""The connection is closed when nothing is due for longer than that."""
CHUNK = 1000
TURN_SECONDS = 2.0
"""How long one table is pruned at a time; the rest waits for the next round, after the other tables and tasks."""
STATEMENT_SECONDS = 2
"""A chunk that takes longer, because of a lock or a missing index, is cancelled until the next round."""

Place = tuple[str, str, str]

KEPT: dict[Place, timedelta] = {
    ("outbox", "id", "published_at"): timedelta(days=7),
    ("inbox", "event_id", "handled_at"): timedelta(days=30),
    ("inbox_attempt", "event_id", "last_at"): timedelta(days=30),
    ("idempotency_key", "id", "created_at"): timedelta(hours=24),
}
"""How long rows are kept, by table, key and the column of their age, which needs an index (B-tree).

Unpublished events have no age and are kept. The inbox counts from the time of handling, which is later than the time in
the event's id: an event that arrives late is remembered as long as any other. It is kept longer than the outbox and the
stream, so that events replayed from them are recognised as duplicates. Parked events expire in
``chassis.events.inbox.parking``.
"""


class Housekeeper:
    """Prunes and runs the service's periodic tasks until it is stopped; call ``run`` in a thread of its own."""

    def __init__(self, more: Iterable[PeriodicTask] = ()) -> None:
        """Set up pruning, the registered tasks, and ``more``."""
        self._stopping = threading.Event()
        self._periodic_tasks = [PeriodicTask(partial(prune, self._stopping), INTERVAL_SECONDS), *PERIODIC_TASKS, *more]

    def stop(self) -> None:
        """Make ``run`` return."""
        self._stopping.set()

    def run(self) -> None:
        """Run the tasks that are due, and wait for the next, repeatedly."""
        while not self._stopping.is_set():
            for each in self._periodic_tasks:
                if each.due_at <= time.monotonic():
                    _do(each)
            pause = min(each.due_at for each in self._periodic_tasks) - time.monotonic()
            if pause > IDLE_SECONDS:
                connection.close()
            self._stopping.wait(max(0.0, pause))
        connection.close()


def _do(each: PeriodicTask) -> None:
    """Run it once; a failure of the database or of Redis causes a retry later."""
    try:
        set_deadline(DB_DEADLINE_SECONDS)
        each.work()
    except Exception as error:
        if not (is_outage(error) or isinstance(error, PASSING_FAULTS)):
            raise
        connection.close()
        each.failed()
    else:
        each.done()


def prune(stopping: threading.Event | None = None) -> int:
    """Prune each table in KEPT for TURN_SECONDS at most; return how many rows were deleted.

    A table that fails is logged and counted, and the others are still pruned.
    """
    stopping = stopping or threading.Event()
    return sum(_try_to_prune(place, stopping) for place in KEPT)


def _try_to_prune(place: Place, stopping: threading.Event) -> int:
    table, *_ = place
    try:
        pruned = _prune_table(place, stopping)
    except Exception as error:
        metrics.prune_failed_total.labels(table).inc()
        log.error("a table was not pruned", table=table, exc_info=not is_outage(error))
        connection.close()
        return 0
    metrics.pruned_total.labels(table).inc(pruned)
    return pruned


def _prune_table(place: Place, stopping: threading.Event) -> int:
    """Delete old rows, oldest first, in one transaction for each chunk; return how many.

    After each chunk it waits for as long as the chunk took: pruning takes half of one connection's time at most.
    """
    total, until = 0, time.monotonic() + TURN_SECONDS
    while time.monotonic() < until:
        began = time.monotonic()
        deleted = _delete_chunk(place)
        total += deleted
        if deleted < CHUNK or stopping.wait(time.monotonic() - began):
            break
    return total


def _delete_chunk(place: Place) -> int:
    set_deadline(DB_DEADLINE_SECONDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        cursor.execute(deletion(place), [KEPT[place].total_seconds(), CHUNK])
        return cursor.rowcount


def deletion(place: Place) -> str:
    """Return the statement that deletes a chunk; its parameters are the age in seconds and the number of rows."""
    table, key, column = place
    is_old = f"{column} < statement_timestamp() - %s * interval '1 s'"
    old = f"SELECT {key} FROM {table} WHERE {is_old} ORDER BY {column} LIMIT %s"  # noqa: S608 - from KEPT
    return f"DELETE FROM {table} WHERE {key} IN ({old})"  # noqa: S608 - likewise
