"""The locks that serialise changes of one recipient's notifications."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def lock_in_order(*, post_id: UUID | None = None, recipient_ids: Iterable[UUID] = ()) -> None:
    """Lock a post, then recipients in the order of their keys, until the transaction ends.

    All transactions take the locks in this order, and a request takes only its caller's, so there is no deadlock.
    """
    keys = [_key(post_id)] if post_id else []
    keys += sorted({_key(recipient_id) for recipient_id in recipient_ids})
    if keys:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(pg_advisory_xact_lock(key)) FROM unnest(%s::bigint[]) AS key", [keys])


def follow_lock(follower_id: UUID, followee_id: UUID) -> None:
    """Lock both ends of a follow: the followee is notified, and the follower may see more or less than before."""
    lock_in_order(recipient_ids=[follower_id, followee_id])


def _key(identifier: UUID) -> int:
    """Return the random half of an id as PostgreSQL's bigint."""
    return int.from_bytes(identifier.bytes[8:], signed=True)
