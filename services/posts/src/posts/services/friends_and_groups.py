"""What a friendship or a membership changes in feeds; ``relations`` keeps them.

It works like a follow (``follows``): a friend is an author, and a group takes the place of one.
"""

from collections.abc import Sequence
from uuid import UUID

from chassis.events.inbox import is_rebuilding
from posts.models import FanOutOnReadFollow
from posts.selectors.ties import is_follower
from posts.services.authors import sources_lock
from posts.services.timelines import (
    newest_for_friends,
    newest_of,
    newest_of_group,
    timeline_withdraw,
    timeline_withdraw_group,
    timelines_merge,
)
from posts.timelines.locks import timelines_lock

Pairs = Sequence[tuple[UUID, UUID]]


def friendships_change(*, begun: Pairs, ended: Pairs) -> None:
    """Add the posts of new friends to each other's feeds, and remove those of former ones. Each pair is two friends.

    Needs the transaction that has changed the ties.
    """
    begun, ended = _both_ways(begun), _both_ways(ended)
    sources_lock(begun)
    if not is_rebuilding():
        timelines_lock([account_id for account_id, _ in (*begun, *ended)])
        timelines_merge(begun, newest_for_friends)
    for account_id, friend_id in ended:
        _end(account_id, friend_id)


def memberships_change(*, begun: Pairs, ended: Pairs) -> None:
    """Add the posts of groups to the feeds of new members, and remove them from those of former ones.

    Each pair is an account and a group. Needs the transaction that has changed the memberships.
    """
    if is_rebuilding() or not (begun or ended):
        return
    sources_lock(begun)
    timelines_lock([account_id for account_id, _ in (*begun, *ended)])
    timelines_merge(begun, newest_of_group)
    for account_id, group_id in ended:
        timeline_withdraw_group(account_id=account_id, group_id=group_id)


def _both_ways(pairs: Pairs) -> Pairs:
    return [*pairs, *((target_id, source_id) for source_id, target_id in pairs)]


def _end(account_id: UUID, friend_id: UUID) -> None:
    still_follows = is_follower(account_id, friend_id)
    if not still_follows:
        FanOutOnReadFollow.objects.filter(follower_id=account_id, followee_id=friend_id).delete()
    if not is_rebuilding():
        timeline_withdraw(account_id=account_id, author_id=friend_id)
        if still_follows:
            timelines_merge([(account_id, friend_id)], newest_of)
