"""The common case in one statement: adds acts that are not known yet to their notifications."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from chassis.database.prepared import PreparedText
from chassis.ids import uuid7
from notifications.grouping import period_of, position_of
from notifications.services.facts import CauseKey, Fact

NotificationKey = tuple[UUID, str, UUID, int]

TYPES = ["uuid[]", "uuid[]", "uuid[]", "text[]", "uuid[]", "uuid[]", "int[]"]
TYPES += ["timestamptz[]", "uuid[]", "uuid[]", "uuid[]", "bigint[]", "uuid[]"]

# The first 18 characters of a position are the time, the rest is unique to the notification.
BEGIN = PreparedText(
    """
    WITH fact AS (
        SELECT fact.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::int[],
                                  $8::timestamptz[], $9::uuid[], $10::uuid[], $11::uuid[], $12::bigint[], $13::uuid[])
            AS fact (notification_id, cause_id, recipient_id, type, target_id, post_id, period,
                     occurred_at, position, subject_id, sender_id, version, post_author_id)
        WHERE NOT EXISTS (
            SELECT FROM cause
            WHERE cause.subject_id = fact.subject_id AND cause.sender_id = fact.sender_id AND cause.type = fact.type
        )
    ), notified AS (
        INSERT INTO notification AS held
            (id, recipient_id, type, target_id, post_id, post_author_id, period, senders_count, joins, read_through,
             is_read, is_deleted, created_at, updated_at, position)
        SELECT notification_id, recipient_id, type, target_id, post_id, post_author_id, period, 1, 1, 0,
               false, false, occurred_at, occurred_at, position
        FROM fact
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
        RETURNING id, joins, recipient_id, type, target_id, period
    )
    INSERT INTO cause
        (id, type, subject_id, sender_id, version, occurred_at, notification_id, joined, is_active, is_latest)
    SELECT fact.cause_id, fact.type, fact.subject_id, fact.sender_id, fact.version, fact.occurred_at,
           notified.id, notified.joins, true, true
    FROM fact JOIN notified USING (recipient_id, type, target_id, period)
    RETURNING type, subject_id, sender_id
    """,
    TYPES,
)


def causes_begin(facts: Sequence[Fact]) -> set[CauseKey]:
    """Add active causes that are not known yet to their notifications; return which these were.

    Only for types of which a sender has one cause in a notification, and each cause once; the caller holds the
    recipients' locks. A statement can change a notification only once: several causes of one take several statements.
    """
    rounds: list[dict[NotificationKey, Fact]] = []
    counts: dict[NotificationKey, int] = defaultdict(int)
    for fact in facts:
        key = _notification_key(fact)
        if counts[key] == len(rounds):
            rounds.append({})
        rounds[counts[key]][key] = fact
        counts[key] += 1
    return {tuple(row) for each in rounds for row in BEGIN.rows(*_columns(each))}


def _notification_key(fact: Fact) -> NotificationKey:
    period = period_of(target_id=fact.target_id, occurred_at=fact.occurred_at)
    return fact.recipient_id, fact.type.value, fact.target_id, period


def _columns(facts: dict[NotificationKey, Fact]) -> list[list[object]]:
    rows = [_row(fact, period) for (*_, period), fact in facts.items()]
    return [list(column) for column in zip(*rows, strict=True)]


def _row(fact: Fact, period: int) -> list[object]:
    notification_id = uuid7()
    return [
        notification_id,
        uuid7(),
        fact.recipient_id,
        fact.type.value,
        fact.target_id,
        fact.post_id,
        period,
        fact.occurred_at,
        position_of(notification_id=notification_id, occurred_at=fact.occurred_at),
        fact.subject_id,
        fact.sender_id,
        fact.version,
        fact.post_author_id,
    ]
