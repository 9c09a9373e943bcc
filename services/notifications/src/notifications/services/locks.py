"""The locks that serialise changes of one recipient's notifications."""

from collections.abc import Iterable, Sequence
from itertools import chain
from uuid import UUID

from chassis.database.prepared import PreparedText

LOCK = PreparedText("SELECT count(pg_advisory_xact_lock(key)) FROM unnest($1::bigint[]) AS key", ["bigint[]"])


def lock_in_order(*, object_id: UUID | None = None, recipient_ids: Iterable[UUID] = ()) -> None:
    """Lock a post or a group, then recipients in the order of their keys, until the transaction ends.

    All transactions take the locks in this order, and a request takes only its caller's, so there is no deadlock.
    """
    lock_all(object_ids=[object_id] if object_id else [], recipient_ids=recipient_ids)


def lock_all(*, object_ids: Iterable[UUID], recipient_ids: Iterable[UUID]) -> None:
    """Lock posts and groups, then recipients, both in the order of their keys, until the transaction ends."""
    keys = [*_sorted_keys(object_ids), *_sorted_keys(recipient_ids)]
    if keys:
        LOCK.rows(keys)


def follows_lock(follows: Sequence[tuple[UUID, UUID]]) -> None:
    """Lock both ends of follows: the followees are notified, and the followers may see more or less than before."""
    lock_in_order(recipient_ids=chain.from_iterable(follows))


def _sorted_keys(identifiers: Iterable[UUID]) -> list[int]:
    return sorted({_key(identifier) for identifier in identifiers})


def _key(identifier: UUID) -> int:
    """Return the random half of an id as PostgreSQL's bigint."""
    return int.from_bytes(identifier.bytes[8:], signed=True)
