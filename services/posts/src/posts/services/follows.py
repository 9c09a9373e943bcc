"""What a follow changes in the follower's feed; ``relations`` keeps the tie itself."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from chassis.events.inbox import is_rebuilding
from posts.models import FanOutOnReadFollow
from posts.services.authors import authors_lock, follows_mark
from posts.services.timelines import timeline_withdraw, timelines_merge


def follows_begin(follows: Sequence[tuple[UUID, UUID]]) -> None:
    """Add the followees' posts to the followers' feeds. Needs the transaction that has changed the ties.

    The authors are locked until it ends, so that a fan-out or a switch of an author to fan-out on read either sees the
    ties or is seen here. A rebuild does not change timelines: run ``forget_timelines`` after it.
    """
    if not follows:
        return
    followers: dict[UUID, list[UUID]] = defaultdict(list)
    for follower_id, followee_id in follows:
        followers[followee_id].append(follower_id)
    for author in authors_lock(list(followers)):
        if author.has_marked_follows:
            follows_mark(author.account_id, followers[author.account_id])
    if not is_rebuilding():
        timelines_merge(follows)


def follow_end(*, follower_id: UUID, followee_id: UUID) -> None:
    """Remove the followee's posts from the follower's feed. Needs the transaction that has changed the tie."""
    FanOutOnReadFollow.objects.filter(follower_id=follower_id, followee_id=followee_id).delete()
    if not is_rebuilding():
        timeline_withdraw(account_id=follower_id, author_id=followee_id)
