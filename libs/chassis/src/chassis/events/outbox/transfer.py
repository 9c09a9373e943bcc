"""Publishes rows without waiting for each other's confirms, and settles them as the broker answers."""

import time
from collections import defaultdict
from datetime import UTC, datetime

import structlog

from bus import metrics
from bus.confirms import PublishOutcome, PublishStatus
from bus.publisher import Publisher
from chassis.events.outbox import rows
from chassis.events.outbox.rows import Row
from runtime.failpoints import failpoint

log = structlog.get_logger(source="relay")

BATCH_SIZE = 500
WINDOW = 2000
"""How many rows may wait for their confirms before the next ones are read."""
STALL_SECONDS = 2.0
"""After this time without a confirm a row is not counted in the window any more."""
UNANSWERED_LIMIT = 50_000
"""How many messages may be unconfirmed in all; see ``bus.topology.QUORUM_SOFT_LIMIT``."""
WARN_SECONDS = 10.0
DUE_SECONDS = 0.5
SWEEP_SECONDS = 1.0
"""After this time a long sweep begins at the lowest id again, for rows that were committed late."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Transfer:
    """Moves rows from the outbox to the broker, as fast as both allow.

    One thread calls ``step`` repeatedly. A row that the broker refuses, or does not confirm in time, is set aside in
    the database with growing delays, and later rows are published.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._sent: dict[str, float] = {}  # by event id the time of sending, oldest first
        self._outcomes: list[PublishOutcome] = []
        self._warned_at: dict[str, float] = {}
        self._position, self._swept_at, self._due_at = 0, 0.0, 0.0
        self._inherited: tuple[datetime, datetime] | None = None

    @property
    def is_idle(self) -> bool:
        """Return whether no row waits for its confirm."""
        return not self._sent

    def take_over(self) -> None:
        """Begin to lead: publish rows that were set aside without delay, since they may not have reached the broker."""
        until = rows.last_retry()
        self._inherited = (LONG_AGO, until) if until else None

    def step(self) -> int:
        """Settle what the broker has answered and publish a batch; return its size, 0 when there was nothing."""
        self.settle()
        if not self._publisher.is_ready:
            return 0
        batch = self._next_batch()
        if batch:
            self._send(batch)
        return len(batch)

    def settle(self) -> None:
        """Record in the outbox what the broker has answered, and what it has not confirmed in time."""
        self._outcomes += self._publisher.take()
        found = defaultdict(set)
        for message_id, status in self._outcomes:
            found[status].add(message_id)
            self._sent.pop(message_id, None)
        if found[PublishStatus.CONFIRMED]:
            self._mark(found[PublishStatus.CONFIRMED])
        if found[PublishStatus.REFUSED]:
            self._warn("the broker refused events", len(found[PublishStatus.REFUSED]))
            metrics.relay_returned_total.inc(len(found[PublishStatus.REFUSED]))
            rows.delay(found[PublishStatus.REFUSED], rows.REFUSED)
        if found[PublishStatus.LOST]:
            rows.release(found[PublishStatus.LOST])
        self._outcomes = []
        self._set_stalled_aside()

    def _mark(self, confirmed: set[str]) -> None:
        failpoint("relay.after_confirm")
        metrics.relay_published_total.inc(len(confirmed))
        rows.mark(confirmed)
        failpoint("relay.after_mark")

    def _set_stalled_aside(self) -> None:
        """Set rows without an answer aside, so that sweeps do not read them; a late confirm still counts."""
        latest, stalled = time.monotonic() - STALL_SECONDS, []
        for message_id, sent_at in self._sent.items():
            if sent_at > latest:
                break
            stalled.append(message_id)
        if stalled:
            self._warn("no confirm in time", len(stalled))
            metrics.relay_unconfirmed_total.inc(len(stalled))
            rows.delay(stalled, rows.UNCONFIRMED)
        for message_id in stalled:
            del self._sent[message_id]

    def _warn(self, what: str, count: int) -> None:
        """Log what is wrong, at most once in WARN_SECONDS; the metrics count all of it."""
        if time.monotonic() > self._warned_at.get(what, 0.0) + WARN_SECONDS:
            self._warned_at[what] = time.monotonic()
            log.warning(what, count=count)

    def _send(self, batch: list[Row]) -> None:
        now = time.monotonic()
        for row in batch:
            self._sent[str(row.event_id)] = now
        self._publisher.send([rows.message_of_row(row) for row in batch])

    def _next_batch(self) -> list[Row]:
        room = min(BATCH_SIZE, WINDOW - len(self._sent), UNANSWERED_LIMIT - self._publisher.unanswered)
        if room <= 0:
            return []
        retried = self._from_last_leader(*self._inherited, room) if self._inherited else self._due(room)
        return retried + self._fresh(room - len(retried))

    def _from_last_leader(self, after: datetime, until: datetime, room: int) -> list[Row]:
        """Return the next rows that the last leader set aside; half of the window is left to new rows.

        There may be millions: they are read in the order of their delays, and not updated before they are published.
        """
        page = rows.aside(after=after, until=until, limit=max(1, room // 2))
        self._inherited = (page[-1].retry_at or until, until) if page else None
        return [row for row in self._unsent(page) if not self._is_held(row)]

    def _due(self, room: int) -> list[Row]:
        """Return rows to retry, without those that the broker still has unconfirmed."""
        if time.monotonic() < self._due_at:
            return []
        self._due_at = time.monotonic() + DUE_SECONDS
        found = self._unsent(rows.due(limit=room + len(self._sent)))[:room]
        if held := [row for row in found if self._is_held(row)]:
            rows.delay([str(row.event_id) for row in held], rows.UNCONFIRMED)
        return [row for row in found if row not in held]

    def _is_held(self, row: Row) -> bool:
        return self._publisher.has_unanswered(str(row.event_id))

    def _fresh(self, room: int) -> list[Row]:
        """Return the next rows of the sweep, in the order of their ids.

        A sweep begins at the lowest id again: a transaction that committed late has a lower id than what is published.
        """
        if time.monotonic() > self._swept_at + SWEEP_SECONDS:
            self._position, self._swept_at = 0, time.monotonic()
        limit = room + len(self._sent)
        page = rows.fresh(after=self._position, limit=limit)
        found = self._unsent(page)[:room]
        self._position = (found or page)[-1].id if len(page) == limit else 0
        return found

    def _unsent(self, page: list[Row]) -> list[Row]:
        return [row for row in page if str(row.event_id) not in self._sent]
