"""Follows, friendships, blocks, groups and their members."""

from collections.abc import Sequence
from uuid import UUID

from chassis.events.inbox import handles, handles_together, is_rebuilding
from contracts.social_graph import FollowChanged, FriendshipChanged, GroupChanged, MembershipChanged
from notifications.services.audience import group_posts_refresh, posts_refresh
from notifications.services.groups import group_remove, membership_change
from notifications.services.locks import follows_lock
from notifications.services.relation_facts import follow_facts, friend_facts
from notifications.services.ties import ties_change
from relations.changes import TieChange, on_tie_change
from relations.kinds import ACTIVE, Kind


@handles_together(FollowChanged)
def notify_of_follows(events: Sequence[FollowChanged]) -> None:
    """Notify of new followers, requests and acceptances, or undo that. A rebuild creates no notifications."""
    if not is_rebuilding():
        ties_change([follow_facts(event) for event in events])


@handles_together(FriendshipChanged)
def notify_of_friends(events: Sequence[FriendshipChanged]) -> None:
    """Notify of requests and acceptances, or undo that. A rebuild creates no notifications."""
    if not is_rebuilding():
        ties_change([friend_facts(event) for event in events])


@handles(MembershipChanged)
def notify_of_membership(event: MembershipChanged) -> None:
    """Notify of invitations and requests, or undo that; show or hide what is about the group's posts.

    A rebuild creates no notifications.
    """
    if not is_rebuilding():
        membership_change(event)
    group_posts_refresh(recipient_id=event.account_id, group_id=event.group_id)


@handles(GroupChanged)
def remove_group(event: GroupChanged) -> None:
    """Remove what refers to a deleted group."""
    if event.state != ACTIVE:
        group_remove(group_id=event.group_id)


@on_tie_change(Kind.FOLLOW, locks=follows_lock)
def refresh_for_followers(changes: Sequence[TieChange]) -> None:
    """Show or hide the followers' notifications about posts for followers; a rebuild checks every follow again."""
    posts_refresh(_pairs(changes))


@on_tie_change(Kind.FRIEND, locks=follows_lock)
@on_tie_change(Kind.BLOCK, locks=follows_lock)
def refresh_for_both(changes: Sequence[TieChange]) -> None:
    """Show or hide the notifications of each of the two about posts of the other."""
    pairs = _pairs(changes)
    posts_refresh([*pairs, *((target_id, source_id) for source_id, target_id in pairs)])


def _pairs(changes: Sequence[TieChange]) -> list[tuple[UUID, UUID]]:
    return [(each.source_id, each.target_id) for each in changes if each.step or is_rebuilding()]
