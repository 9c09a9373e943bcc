"""Notifies the relay after a commit: outside of the transaction, and not after every commit."""

import time

from django.db import connection, transaction

QUIET_SECONDS = 0.05
"""No second notification within this time: a relay that was notified polls for longer than that."""

_noticed_at = 0.0


def wake_relay_on_commit() -> None:
    """Notify the relay when the current transaction has committed.

    A NOTIFY inside of the transaction takes a lock that makes commits wait for each other's flush to the disk. Lost
    notifications are harmless, because the relay polls. A failure is logged and not raised, since the transaction has
    committed.
    """
    transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    global _noticed_at
    now = time.monotonic()
    if now < _noticed_at + QUIET_SECONDS:
        return
    _noticed_at = now
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY outbox")
