"""Moves events from the outbox to the broker: one relay per service leads, and marks what the broker has confirmed."""

import os
import select
import threading
import time
from contextlib import suppress

import structlog
from django.db import connection

from bus import metrics
from bus.publisher import Publisher
from chassis.database.connection import set_deadline
from chassis.database.turns import take_turns
from chassis.events.outbox import rows
from chassis.events.outbox.transfer import BATCH_SIZE, STALL_SECONDS, Transfer

log = structlog.get_logger(source="relay")

POLL_SECONDS = 1.0
SHORTEST_POLL_SECONDS = 0.01
GATHERING_SECONDS = 0.02
"""After a batch that was not full the relay waits this long for more events and confirms, to batch them."""
STOP_SECONDS = 2.0
DB_DEADLINE_SECONDS = 10.0
LEADER_LOCK = 0x6F7574626F78  # "outbox"

# The lock of a leader whose machine is lost is released by the server's keepalive.
KEEPALIVE = "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 2"


class Relay:
    """Publishes the outbox until ``stop`` is called; call ``run`` in a thread of its own."""

    def __init__(self, publisher: Publisher) -> None:
        self._transfer = Transfer(publisher)
        self._stopping = threading.Event()
        self._woken, self._wake = os.pipe()
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        publisher.on_outcome = self._wake_up
        self._active_at = 0.0
        self.is_leader = False

    def stop(self) -> None:
        """Make ``run`` return when all published rows are settled, or after STOP_SECONDS."""
        self._stopping.set()
        self._wake_up()

    def run(self) -> None:
        """Publish whenever no other relay leads; wait while the database is unavailable."""
        take_turns(self._take_turn, self._stopping)

    def measure(self) -> None:
        """Set the gauges of the backlog, if this relay leads; from any thread, with that thread's connection."""
        if self.is_leader:
            count, oldest_seconds = rows.backlog()
            metrics.outbox_unpublished.set(count)
            metrics.outbox_oldest_seconds.set(oldest_seconds)

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
        self._transfer.take_over()
        while not self._stopping.is_set():
            set_deadline(DB_DEADLINE_SECONDS)
            count = self._transfer.step()
            if not count:
                self._wait(self._pause_seconds())
                continue
            self._active_at = time.monotonic()
            if count < BATCH_SIZE:
                self._stopping.wait(GATHERING_SECONDS)
        self._finish()

    def _pause_seconds(self) -> float:
        """Return how long to wait for a notification: as long as since the last event, at most POLL_SECONDS.

        Emitters send no second notification for a moment (``chassis.events.outbox.waking``), so the relay polls.
        """
        quiet = time.monotonic() - self._active_at
        longest = POLL_SECONDS if self._transfer.is_idle else STALL_SECONDS / 4
        return min(longest, max(SHORTEST_POLL_SECONDS, quiet))

    def _wait(self, seconds: float) -> None:
        """Return when a transaction with events has committed, the broker has answered, or the time is up."""
        raw = connection.connection
        with connection.wrap_database_errors:
            if not raw.notifies:
                select.select([raw, self._woken], [], [], seconds)
                raw.poll()
            if raw.notifies:
                self._active_at = time.monotonic()
            raw.notifies.clear()
        with suppress(BlockingIOError):  # woken for another reason
            os.read(self._woken, 4096)

    def _finish(self) -> None:
        """Wait a moment for the missing confirms."""
        deadline = time.monotonic() + STOP_SECONDS
        while not self._transfer.is_idle and time.monotonic() < deadline:
            set_deadline(DB_DEADLINE_SECONDS)
            self._wait(deadline - time.monotonic())
            self._transfer.settle()

    def _wake_up(self) -> None:
        with suppress(BlockingIOError):  # it is full of wake-ups already
            os.write(self._wake, b"!")

    def _step_down(self) -> None:
        self.is_leader = False
        metrics.relay_leader.set(0)
        connection.close()  # which releases the lock
