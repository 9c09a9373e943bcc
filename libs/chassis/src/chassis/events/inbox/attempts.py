"""Finds the event that kills the process: a redelivered event is counted before it is handled alone; success clears
the count.
"""

from uuid import UUID

from django.db import connection

from chassis.events.inbox.models import Attempt

CRASH_LIMIT = 10
"""After this many crashes in the handlers of an event, its next delivery is dead-lettered."""

BEGIN = """
    INSERT INTO inbox_attempt (event_id, count) VALUES (%s, 1)
    ON CONFLICT (event_id) DO UPDATE SET count = inbox_attempt.count + 1, last_at = statement_timestamp()
    RETURNING count
"""


def begin_attempt(event_id: UUID) -> int:
    """Count an attempt, committed before the event is handled; return how many have not finished, with this one."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [event_id])
        (count,) = cursor.fetchone()
        return count


def finish_attempt(event_id: UUID) -> None:
    """Delete the count: the event did not crash the process."""
    Attempt.objects.filter(event_id=event_id).delete()
