"""Finds counts that differ from their rows, and corrects them while events keep changing them."""

from functools import partial
from uuid import UUID

from django.db import connection, transaction

from chassis.database.deadlocks import retry_deadlocks

BATCH = 100
"""How many accounts' counts are locked at once, for some milliseconds."""


def counts_differing(suspects: str) -> list[UUID]:
    """Return the accounts whose counts differ from their rows in one snapshot of the database."""
    with connection.cursor() as cursor:
        cursor.execute(suspects)
        return sorted(account_id for (account_id,) in cursor.fetchall())


def counts_recount(*, suspects: str, insert: str, lock: str, update: str) -> list[UUID]:
    """Correct the counts of the accounts that ``suspects`` finds; return those whose counts were wrong.

    Wrong counts are found without a lock. A transaction that changes a row changes its count afterwards: so while the
    count rows of a batch are locked, the visible rows are those that the counts include.
    """
    ids, wrong = counts_differing(suspects), []
    for start in range(0, len(ids), BATCH):
        wrong += retry_deadlocks(partial(_recount, ids[start : start + BATCH], (insert, lock), update))
    return wrong


@transaction.atomic
def _recount(ids: list[UUID], before: tuple[str, ...], update: str) -> list[UUID]:
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement, {"ids": ids})
        cursor.execute(update, {"ids": ids})  # a new statement sees all that was committed before the lock
        return [account_id for (account_id,) in cursor.fetchall()]
