"""Deletes what is no longer needed (published events, ids in the inbox, idempotency keys), and runs the chores."""

import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

import structlog
from django.db import connection, transaction

from bus import metrics
from chassis.database.connection import is_outage, set_deadline
from chassis.jobs.chores import CHORES, Chore
from chassis.transient import PASSING_FAULTS

log = structlog.get_logger(source="housekeeper")

INTERVAL_SECONDS = 15.0
DB_DEADLINE_SECONDS = 30.0
IDLE_SECONDS = 10.0
"""A connection is given back when nothing is due for longer than that."""
CHUNK = 1000
TURN_SECONDS = 2.0
"""How long one table is pruned at a time; the rest waits for the next round, after the other tables and chores."""
STATEMENT_SECONDS = 2
"""A chunk that takes longer, behind a lock or for want of an index, is given up until later."""

Place = tuple[str, str, str]

KEPT: dict[Place, timedelta] = {
    ("outbox", "id", "published_at"): timedelta(days=7),
    ("inbox", "event_id", "handled_at"): timedelta(days=30),
    ("inbox_attempt", "event_id", "last_at"): timedelta(days=30),
    ("idempotency_key", "id", "created_at"): timedelta(hours=24),
}
"""How long rows are kept, by table, key and the column of their age, which needs an index (B-tree).

Unpublished events have no age and stay. The inbox counts from the time of handling, which is later than the time in the
event's id: an event that arrives late is remembered as long as any other. It outlives the outbox and the stream, so
that whatever is replayed from them is still known. Parked events expire in ``chassis.events.inbox.parking``.
"""


class Housekeeper:
    """Prunes and does the service's chores until it is told to stop; call ``run`` in a thread of its own."""

    def __init__(self, more: Iterable[Chore] = ()) -> None:
        """Take pruning, the chores that are registered, and ``more``."""
        self._stopping = threading.Event()
        self._chores = [Chore(partial(prune, self._stopping), INTERVAL_SECONDS), *CHORES, *more]

    def stop(self) -> None:
        """Let ``run`` return."""
        self._stopping.set()

    def run(self) -> None:
        """Do what is due, wait, and again."""
        while not self._stopping.is_set():
            for chore in self._chores:
                if chore.due_at <= time.monotonic():
                    _do(chore)
            pause = min(chore.due_at for chore in self._chores) - time.monotonic()
            if pause > IDLE_SECONDS:
                connection.close()
            self._stopping.wait(max(0.0, pause))
        connection.close()


def _do(chore: Chore) -> None:
    """Do it once; what is away is tried later."""
    try:
        set_deadline(DB_DEADLINE_SECONDS)
        chore.work()
    except Exception as error:
        if not (is_outage(error) or isinstance(error, PASSING_FAULTS)):
            raise
        connection.close()
        chore.failed()
    else:
        chore.done()


def prune(stopping: threading.Event | None = None) -> int:
    """Prune each table in KEPT for TURN_SECONDS at most; return how many rows went.

    A table that fails is logged and counted, and the others have their turn.
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
    """Delete old rows, oldest first, in one transaction for each chunk; return how many went.

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
