"""The lock under which rows of one account are counted and added to, so that a limit holds for requests at once."""

from uuid import UUID

from django.db import connection


def own_rows_lock(kind: str, account_id: UUID) -> None:
    """Let no other transaction count and add rows of this kind of the account until this one ends.

    Needs a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind} {account_id}"])
