"""Locks in PostgreSQL, held to the end of the transaction: nobody changes what a timeline is made from meanwhile."""

from uuid import UUID

from django.db import connection

KEY = "hashtextextended('timeline ' || %s, 0)"


def timeline_lock(account_id: UUID) -> None:
    """Lock an account's timeline against being made; waits for one who is making it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({KEY})", [str(account_id)])


def timeline_try_lock(account_id: UUID) -> bool:
    """Return whether the timeline can be made now: not while a follow of the account is taking effect."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock_shared({KEY})", [str(account_id)])
        return cursor.fetchone()[0]
