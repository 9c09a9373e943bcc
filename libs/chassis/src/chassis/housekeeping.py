"""Throws away what is no longer needed: published events, remembered ids, idempotency keys; and does the chores."""

import threading
import time
from datetime import timedelta

import structlog
from django.db import connection

from chassis.chores import CHORES, Chore
from chassis.db import is_outage, set_deadline
from chassis.inbox.transient import PASSING_FAULTS

log = structlog.get_logger(source="housekeeper")

INTERVAL_SECONDS = 3600.0
DB_DEADLINE_SECONDS = 30.0
IDLE_SECONDS = 10.0
"""A connection is given back when nothing is due for longer than that."""
CHUNK = 5000

KEPT = {
    ("outbox", "id", "published_at"): timedelta(days=7),
    ("inbox", "event_id", "handled_at"): timedelta(days=30),
    ("inbox_attempt", "event_id", "last_at"): timedelta(days=30),
    ("idempotency_key", "id", "created_at"): timedelta(hours=24),
}
"""How long rows are kept, by table, key and the column that tells their age. Unpublished events have none and stay.

The inbox outlives the outbox and the stream: whatever is replayed from them is still known.
"""


class Housekeeper:
    """Prunes hourly, and does the service's chores, until it is told to stop; call ``run`` in a thread of its own."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._chores = [Chore(prune, INTERVAL_SECONDS), *CHORES]

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


def prune() -> int:
    """Delete what is older than KEPT says, in chunks that lock little; return how many rows went."""
    total = sum(_prune_table(*place, age) for place, age in KEPT.items())
    log.info("pruned", rows=total)
    return total


def _prune_table(table: str, key: str, column: str, age: timedelta) -> int:
    total = 0
    old = f"SELECT {key} FROM {table} WHERE {column} < now() - %s * interval '1 s' LIMIT {CHUNK}"  # noqa: S608 - from KEPT
    statement = f"DELETE FROM {table} WHERE {key} IN ({old})"  # noqa: S608 - likewise
    while True:
        set_deadline(DB_DEADLINE_SECONDS)
        with connection.cursor() as cursor:
            cursor.execute(statement, [age.total_seconds()])
            total += cursor.rowcount
            if cursor.rowcount < CHUNK:
                return total
