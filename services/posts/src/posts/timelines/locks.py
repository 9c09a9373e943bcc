"""Locks in PostgreSQL, held until the transaction ends, so that the data of a timeline does not change."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from chassis.database.prepared import PreparedText

KEY = "hashtextextended('timeline ' || %s, 0)"


LOCK = PreparedText(
    f"SELECT count(pg_advisory_xact_lock({KEY % 'account_id'})) FROM unnest($1::text[]) AS account_id",  # noqa: S608
    ["text[]"],
)


def timelines_lock(account_ids: Sequence[UUID]) -> None:
    """Lock timelines in the order of the ids, so that nobody creates them; waits for those who are creating one."""
    if account_ids:
        LOCK.rows(sorted(map(str, account_ids)))


def timeline_try_lock(account_id: UUID) -> bool:
    """Return whether the timeline can be created now: not while a follow of the account is being committed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock_shared({KEY})", [str(account_id)])
        return cursor.fetchone()[0]
