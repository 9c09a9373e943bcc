"""Who killed the process: a redelivered event is counted before it is handled, alone, and cleared after it."""

from uuid import UUID

from django.db import connection

from chassis.events.inbox.models import Attempt

CRASH_LIMIT = 10
"""So often may the process die over one event; the event is condemned when it comes again."""

BEGIN = """
    INSERT INTO inbox_attempt (event_id, count) VALUES (%s, 1)
    ON CONFLICT (event_id) DO UPDATE SET count = inbox_attempt.count + 1, last_at = statement_timestamp()
    RETURNING count
"""


def begin_attempt(event_id: UUID) -> int:
    """Count an attempt, committed before the event is handled; return how many began and did not finish, with this."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [event_id])
        (count,) = cursor.fetchone()
        return count


def finish_attempt(event_id: UUID) -> None:
    """Forget the count: the process outlived the event."""
    Attempt.objects.filter(event_id=event_id).delete()
