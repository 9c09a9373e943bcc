"""What a follow changes in the follower's feed; ``relations`` keeps the tie itself."""

from collections.abc import Sequence
from uuid import UUID

from chassis.events.inbox import is_rebuilding
from posts.models import FanOutOnReadFollow
from posts.selectors.ties import are_friends
from posts.services.authors import sources_lock
from posts.services.timelines import newest_for_friends, newest_of, timeline_withdraw, timelines_merge
from posts.timelines.locks import timelines_lock

Pairs = Sequence[tuple[UUID, UUID]]
"""Each is a follower and a followee."""


def follows_change(*, begun: Pairs, ended: Pairs) -> None:
    """Add the posts of new followees to the followers' feeds, and remove those of former ones.

    Needs the transaction that has changed the ties. The authors are locked until it ends, so that a fan-out or a switch
    of an author to fan-out on read either sees the ties or is seen here; so are the timelines, so that other ties of
    the same two neither begin nor end meanwhile. A rebuild does not change timelines: run ``forget_timelines`` after
    it.
    """
    sources_lock(begun)
    if not is_rebuilding():
        timelines_lock([follower_id for follower_id, _ in (*begun, *ended)])
        timelines_merge(begun, newest_of)
    for follower_id, followee_id in ended:
        _end(follower_id, followee_id)


def _end(follower_id: UUID, followee_id: UUID) -> None:
    is_friend = are_friends(follower_id, followee_id)
    if not is_friend:
        FanOutOnReadFollow.objects.filter(follower_id=follower_id, followee_id=followee_id).delete()
    if not is_rebuilding():
        timeline_withdraw(account_id=follower_id, author_id=followee_id)
        if is_friend:
            timelines_merge([(follower_id, followee_id)], newest_for_friends)
