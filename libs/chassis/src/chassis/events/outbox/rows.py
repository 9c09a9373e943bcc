"""The outbox's rows as the relay reads and marks them: in SQL, each statement with an index of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from bus.messages import Outgoing, message_of
from bus.topology import exchange_of
from contracts.envelope import Envelope

COLUMNS = "id, event_id, type, subject, sequence, traceparent, request_id, data, created_at, retry_at"
FRESH = f"""
    SELECT {COLUMNS} FROM outbox WHERE published_at IS NULL AND retry_at IS NULL AND id > %s ORDER BY id LIMIT %s
"""  # noqa: S608 - a constant
DUE = f"""
    SELECT {COLUMNS} FROM outbox WHERE published_at IS NULL AND retry_at <= now() ORDER BY retry_at LIMIT %s
"""  # noqa: S608 - likewise
ASIDE = f"""
    SELECT {COLUMNS} FROM outbox WHERE published_at IS NULL AND retry_at > %s AND retry_at <= %s
    ORDER BY retry_at LIMIT %s
"""  # noqa: S608 - likewise
LAST_RETRY = "SELECT max(retry_at) FROM outbox WHERE published_at IS NULL AND retry_at IS NOT NULL"
MARK = "UPDATE outbox SET published_at = clock_timestamp() WHERE event_id = ANY(%s::uuid[]) AND published_at IS NULL"
DELAY = """
    UPDATE outbox SET attempts = least(attempts + 1, 100),
        retry_at = now() + least(%s, %s * 2.0 ^ attempts) * (0.5 + random() / 2) * interval '1 s'
    WHERE event_id = ANY(%s::uuid[]) AND published_at IS NULL
"""
RELEASE = """
    UPDATE outbox SET retry_at = NULL, attempts = 0
    WHERE event_id = ANY(%s::uuid[]) AND published_at IS NULL AND retry_at IS NOT NULL
"""
BACKLOG = """
    SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8
    FROM (SELECT created_at FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT %s) AS waiting
"""
MOST_COUNTED = 10_000
"""The backlog is measured up to this many rows, so that the cost is bounded."""


class Row(NamedTuple):
    """An outbox row."""

    id: int
    event_id: UUID
    type: str
    subject: str
    sequence: int
    traceparent: str
    request_id: str
    data: str
    created_at: datetime
    retry_at: datetime | None = None


@dataclass(frozen=True)
class Delays:
    """How long a row waits for its next attempt: ``base_seconds`` at first, then twice as long each time, jittered."""

    base_seconds: float
    max_seconds: float


REFUSED = Delays(1, 60)
"""For rows that the broker returned or refused: a binding is missing, a queue is full or has no leader."""
UNCONFIRMED = Delays(60, 900)
"""For rows without a confirm: the broker still has them; if the connection is lost, they are published again."""


def fresh(*, after: int, limit: int) -> list[Row]:
    """Return unpublished rows that do not wait for a retry, by id, from the lowest one above ``after``."""
    return _select(FRESH, [after, limit])


def due(*, limit: int) -> list[Row]:
    """Return unpublished rows whose delay is over, the longest waiting first."""
    return _select(DUE, [limit])


def aside(*, after: datetime, until: datetime, limit: int) -> list[Row]:
    """Return unpublished rows whose delay ends in a time, the end of which belongs to it; the earliest first."""
    return _select(ASIDE, [after, until, limit])


def last_retry() -> datetime | None:
    """Return when the longest delay of an unpublished row ends; None when no row waits for a retry."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_RETRY)
        (retry_at,) = cursor.fetchone()
        return retry_at


def mark(ids: Collection[str]) -> None:
    """Record that the broker has confirmed events."""
    _execute(MARK, [list(ids)])


def delay(ids: Collection[str], delays: Delays) -> None:
    """Postpone the next attempt of events, each time longer."""
    _execute(DELAY, [delays.max_seconds, delays.base_seconds, list(ids)])


def release(ids: Collection[str]) -> None:
    """Publish events again without delay."""
    _execute(RELEASE, [list(ids)])


def backlog() -> tuple[int, float]:
    """Return how many rows are unpublished, MOST_COUNTED at most, and the age of the oldest of them in seconds."""
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG, [MOST_COUNTED])
        count, oldest_seconds = cursor.fetchone()
        return count, oldest_seconds


def message_of_row(row: Row) -> Outgoing:
    """Return the message that publishes an outbox row."""
    envelope = Envelope(
        id=row.event_id,
        type=row.type,
        source=row.type.split(".", 1)[0],
        subject=row.subject,
        sequence=row.sequence,
        time=row.created_at,
        traceparent=row.traceparent,
        request_id=row.request_id,
    )
    return message_of(envelope, row.data, exchange=exchange_of(row.type))


def _select(statement: str, parameters: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Row(*values) for values in cursor.fetchall()]


def _execute(statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
