"""What a follow changes in the follower's feed; ``relations`` keeps the tie itself."""

from uuid import UUID

from chassis.events.inbox import is_quiet
from posts.models import PulledFollow
from posts.services.authors import author_lock, follows_mark
from posts.services.timelines import timeline_merge, timeline_withdraw


def follow_begin(*, follower_id: UUID, followee_id: UUID) -> None:
    """Add the followee's posts to the follower's feed. Needs the transaction that has changed the tie.

    The author is locked until it ends, so that a fan-out or a switch of the author to fan-out on read either sees the
    tie or is seen here. A rebuild does not change timelines: run ``forget_timelines`` after it.
    """
    author = author_lock(followee_id)
    if author.is_pulled:
        follows_mark(followee_id, [follower_id])
    if not is_quiet():
        timeline_merge(account_id=follower_id, author_id=followee_id)


def follow_end(*, follower_id: UUID, followee_id: UUID) -> None:
    """Remove the followee's posts from the follower's feed. Needs the transaction that has changed the tie."""
    PulledFollow.objects.filter(follower_id=follower_id, followee_id=followee_id).delete()
    if not is_quiet():
        timeline_withdraw(account_id=follower_id, author_id=followee_id)
