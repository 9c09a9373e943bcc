"""Follows and friendships: requests, their acceptance, and new followers.

One event says what each of several types of notifications is now. Most follows were never requested: what is neither
active nor known is not stored.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction

from chassis.database.prepared import PreparedText
from notifications.services.causes import facts_apply
from notifications.services.facts import CauseKey, Fact, cause_key
from notifications.services.locks import lock_in_order

TieFacts = Sequence[Fact]
"""What one event says of a tie: a fact of each type, all in one version."""
KNOWN = PreparedText(
    """
    SELECT type, subject_id, sender_id, version
    FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS asked (type, subject_id, sender_id)
    JOIN cause USING (type, subject_id, sender_id)
    """,
    ["text[]", "uuid[]", "uuid[]"],
)


@transaction.atomic(savepoint=False)
def ties_change(ties: Sequence[TieFacts]) -> None:
    """Notify of ties in their newest states, or undo that; states that are not newer than what is known change nothing.

    Some ties at a time, in a number of statements that does not grow with the number of those that are new.
    """
    lock_in_order(recipient_ids=[each for tie in ties for fact in tie for each in (fact.sender_id, fact.recipient_id)])
    newest = {cause_key(tie[0]): tie for tie in sorted(ties, key=_version)}
    known = _versions([cause_key(fact) for tie in newest.values() for fact in tie])
    facts_apply([fact for tie in newest.values() for fact in _needed(tie, known)])


def _needed(tie: TieFacts, known: Mapping[CauseKey, int]) -> TieFacts:
    """Return the facts to apply: one at least, which keeps the version; none where a newer version is known."""
    versions = {key: known[key] for fact in tie if (key := cause_key(fact)) in known}
    if max(versions.values(), default=0) >= _version(tie):
        return []
    return [fact for fact in tie if fact.is_active or cause_key(fact) in versions] or tie[:1]


def _version(tie: TieFacts) -> int:
    return tie[0].version


def _versions(keys: Sequence[CauseKey]) -> dict[CauseKey, int]:
    """Return the versions of those causes that are known."""
    rows = KNOWN.rows(*map(list, zip(*keys, strict=True))) if keys else []
    return {(kind, subject_id, sender_id): version for kind, subject_id, sender_id, version in rows}
