"""The lock under which the rows of one account in one table are counted and added to."""

from uuid import UUID

from django.db import connection


def own_rows_lock(table: str, account_id: UUID) -> None:
    """Let no other transaction add rows of the account to the table until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{table} {account_id}"])
