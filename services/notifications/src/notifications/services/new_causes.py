"""The common case in one statement: adds a follow or like that is not known yet to its notification."""

from django.db import connection

from chassis.ids import uuid7
from notifications.grouping import period_of, position_of
from notifications.services.facts import Fact

# The first 18 characters of a position are the time, the rest is unique to the notification.
BEGIN = """
    WITH notified AS (
        INSERT INTO notification AS held
            (id, recipient_id, type, target_id, post_id, period, senders_count, joins, read_through,
             is_read, is_deleted, created_at, updated_at, position)
        SELECT %(notification_id)s, %(recipient_id)s, %(type)s, %(target_id)s, %(post_id)s, %(period)s, 1, 1, 0, false,
               false, %(occurred_at)s, %(occurred_at)s, %(position)s
        WHERE NOT EXISTS (
            SELECT FROM cause WHERE subject_id = %(subject_id)s AND sender_id = %(sender_id)s AND type = %(type)s
        )
        ON CONFLICT (recipient_id, type, target_id, period) WHERE NOT is_deleted DO UPDATE SET
            senders_count = held.senders_count + 1,
            joins = held.joins + 1,
            is_read = false,
            created_at = CASE WHEN held.senders_count = 0 THEN EXCLUDED.created_at
                              ELSE LEAST(held.created_at, EXCLUDED.created_at) END,
            updated_at = CASE WHEN held.senders_count = 0 THEN EXCLUDED.updated_at
                              ELSE GREATEST(held.updated_at, EXCLUDED.updated_at) END,
            position = CASE WHEN held.senders_count > 0 AND held.updated_at > EXCLUDED.updated_at THEN held.position
                            ELSE overlay(held.id::text PLACING left(EXCLUDED.position::text, 18) FROM 1)::uuid END
        RETURNING id, joins
    )
    INSERT INTO cause
        (id, type, subject_id, sender_id, version, occurred_at, notification_id, joined, is_active, is_latest)
    SELECT %(cause_id)s, %(type)s, %(subject_id)s, %(sender_id)s, %(version)s, %(occurred_at)s,
           notified.id, notified.joins, true, true
    FROM notified
"""


def cause_begin(fact: Fact) -> bool:
    """Add an active cause that is not known yet to its notification; return False, without effect, if it is known.

    Only for types of which a sender has one cause in a notification; the caller holds the recipient's lock.
    """
    notification_id = uuid7()
    values = {
        "notification_id": notification_id,
        "cause_id": uuid7(),
        "period": period_of(target_id=fact.target_id, occurred_at=fact.occurred_at),
        "position": position_of(notification_id=notification_id, occurred_at=fact.occurred_at),
    }
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, fact.__dict__ | values)
        return cursor.rowcount == 1
