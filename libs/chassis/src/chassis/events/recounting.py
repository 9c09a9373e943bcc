"""Finds counts that differ from their rows, and corrects them while events keep changing them."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from chassis.database.deadlocks import retry_deadlocks

BATCH = 100
"""How many of them are locked at once, for some milliseconds."""


def counts_differing(suspects: str) -> list[UUID]:
    """Return the accounts or objects whose counts differ from their rows in one snapshot of the database."""
    with connection.cursor() as cursor:
        cursor.execute(suspects)
        return sorted(each for (each,) in cursor.fetchall())


def counts_recount(*, suspects: str, before: Sequence[str], update: str) -> list[UUID]:
    """Correct the counts of the accounts or objects that ``suspects`` finds; return those whose counts were wrong.

    Wrong counts are found without a lock. ``before`` are statements that lock the rows with the counts of a batch. A
    transaction that changes a row also changes its count, before or after, so while the counts are locked, the visible
    rows are those that they include. ``%(ids)s`` is the batch.
    """
    return correct_in_batches(counts_differing(suspects), partial(_recount, before=before, update=update))


def correct_in_batches(ids: Sequence[UUID], correct: Callable[[list[UUID]], list[UUID]]) -> list[UUID]:
    """Correct accounts or objects, a batch at a time; return what ``correct`` returns of all batches.

    ``correct`` is one transaction, which is repeated after a deadlock.
    """
    wrong: list[UUID] = []
    for start in range(0, len(ids), BATCH):
        wrong += retry_deadlocks(partial(correct, list(ids[start : start + BATCH])))
    return wrong


@transaction.atomic
def _recount(ids: list[UUID], before: Sequence[str], update: str) -> list[UUID]:
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement, {"ids": ids})
        cursor.execute(update, {"ids": ids})  # a new statement sees all that was committed before the lock
        return [each for (each,) in cursor.fetchall()]
