"""Waiting until another connection waits for a lock."""

from time import monotonic

from django.db import connection


def wait_for_a_lock() -> None:
    """Return once another connection waits for a lock that this one holds."""
    deadline = monotonic() + 5
    with connection.cursor() as cursor:
        while monotonic() < deadline:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return
    raise TimeoutError("nobody waits for a lock")
