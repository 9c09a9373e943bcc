"""Events without a handler: kept in a table until a worker that has one takes them, or until they expire.

During an update or after a rollback an older worker gets events that only the newer version handles. It must not write
them to the inbox, because the newer one would treat them as duplicates; nor may they delay others in the queue.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pika
import structlog
from django.db import connection

from bus import metrics
from bus.messages import Incoming
from chassis.database.connection import is_outage, set_deadline
from chassis.jobs.periodic import periodic
from contracts.envelope import Envelope

log = structlog.get_logger(source="parking")

DB_DEADLINE_SECONDS = 20.0
LEASE_SECONDS = 30.0
"""How long a worker has for the events that it took. If it dies, others can take them after that time."""
RETENTION_DAYS = 30
"""As long as the inbox remembers: a parked event that is older would not be recognised as a duplicate."""
COUNT_LIMIT = 100_000
"""The metric counts no further, so that its cost is bounded."""
CHUNK = 1_000

# An event that is parked again stays one row, which no worker has taken then, so DELETE does not match it.
PARK = """
    INSERT INTO inbox_parked (event_id, type, headers, body)
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bytea[])
    ON CONFLICT (event_id) DO UPDATE SET tries = 0, due_at = statement_timestamp()
"""
# For each type the index gives the oldest rows: the cost is bounded, however many rows of other types there are. In a
# join PostgreSQL may read a subquery with a LIMIT once for each row, and take them all.
TAKE = """
    WITH taken AS MATERIALIZED (
        SELECT oldest.id, oldest.due_at FROM unnest(%s::text[]) AS kind (type) CROSS JOIN LATERAL (
            SELECT id, due_at FROM inbox_parked WHERE type = kind.type AND due_at <= statement_timestamp()
            ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED
        ) AS oldest ORDER BY oldest.due_at, oldest.id LIMIT %s
    )
    UPDATE inbox_parked AS parked
    SET tries = tries + 1, due_at = statement_timestamp() + %s * interval '1 s'
    FROM taken WHERE parked.id = taken.id
    RETURNING taken.due_at, parked.id, parked.due_at, parked.tries, parked.headers, parked.body
"""
DELETE = """
    DELETE FROM inbox_parked AS parked USING unnest(%s::bigint[], %s::timestamptz[]) AS done (id, due_at)
    WHERE parked.id = done.id AND parked.due_at = done.due_at
"""
# An array and not IN, for which PostgreSQL read the whole table for each chunk.
EXPIRE = """
    WITH expired AS (
        DELETE FROM inbox_parked WHERE id = ANY (ARRAY(
            SELECT id FROM (SELECT id, parked_at FROM inbox_parked ORDER BY id LIMIT %s) AS oldest
            WHERE parked_at < now() - %s * interval '1 day'
        )) RETURNING type
    )
    SELECT type, count(*) FROM expired GROUP BY type ORDER BY type
"""
COUNT = "SELECT count(*) FROM (SELECT FROM inbox_parked LIMIT %s) AS counted"


class Parked(NamedTuple):
    """A parked event that this worker has taken; the end of its lease identifies this lease."""

    id: int
    lease_ends_at: datetime
    message: Incoming


def park(messages: Iterable[tuple[Envelope, Incoming]]) -> None:
    """Keep events for a worker that has a handler, in their order; one that is parked already stays one row."""
    rows = {str(envelope.id): (envelope.type, message) for envelope, message in messages}
    if not rows:
        return
    types, arrived = zip(*rows.values(), strict=True)
    headers = [json.dumps(_attributes(message)) for message in arrived]
    with connection.cursor() as cursor:
        cursor.execute(PARK, [[*rows], [*types], headers, [message.body for message in arrived]])
    log.info("no handler", types=sorted(set(types)), count=len(rows))


def parked_take(types: Sequence[str], *, limit: int) -> list[Parked]:
    """Return the oldest parked events of these types, in order of arrival; other workers do not take them.

    None while the database is unavailable; they are taken later.
    """
    rows = _rows_if_possible(TAKE, [list(types), limit, limit, LEASE_SECONDS])
    rows.sort(key=lambda row: row[:2])  # as they were due; RETURNING has no order
    return [
        Parked(id_, lease_ends_at, _message(id_, tries, json.loads(headers), body))
        for _, id_, lease_ends_at, tries, headers, body in rows
    ]


def parked_delete(parked: Sequence[Parked]) -> None:
    """Delete events that have had their effect, or were sent to another queue.

    Those that were parked again since stay. While the database is unavailable all stay, and are recognised as
    duplicates later.
    """
    _rows_if_possible(DELETE, [[each.id for each in parked], [each.lease_ends_at for each in parked]])


@periodic(every_seconds=60)
def parked_measure() -> None:
    """Set the metric of waiting events."""
    metrics.inbox_parked.set(_rows(COUNT, [COUNT_LIMIT])[0][0])


@periodic(every_seconds=3600)
def parked_expire() -> int:
    """Delete events that have waited for RETENTION_DAYS, and return how many."""
    total = 0
    while expired := _rows(EXPIRE, [CHUNK, RETENTION_DAYS]):
        for kind, count in expired:
            metrics.inbox_parked_expired_total.inc(count)
            log.warning("parked events expired", type=kind, count=count)
            total += count
    return total


def _attributes(message: Incoming) -> dict[str, str]:
    """Return the headers of the producer, including those that this version does not know."""
    return {name: value for name, value in message.headers.items() if type(value) is str and not name.startswith("x-")}


def _message(row_id: int, tries: int, headers: dict[str, str], body: memoryview) -> Incoming:
    properties = pika.BasicProperties(
        content_type="application/json", message_id=headers["ce-id"], type=headers["ce-type"], headers=headers
    )
    # An event that was taken before and is still here may have killed the process: it is handled alone, and counted.
    return Incoming(row_id, tries > 1, properties, bytes(body))


def _rows_if_possible(statement: str, parameters: list[Any]) -> list[Any]:
    try:
        return _rows(statement, parameters)
    except Exception as error:
        if not is_outage(error):
            raise
        log.warning("the database is unavailable", error=type(error).__name__)
        connection.close()
        return []


def _rows(statement: str, parameters: list[Any]) -> list[Any]:
    set_deadline(DB_DEADLINE_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
