"""What other services read when they rebuild their copies: the present state of each relation, by id.

Those that ended are exported, too: consumers ignore late events below their versions.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from chassis.events.exports import exports
from contracts import Event
from contracts.social_graph import (
    BlockChanged,
    FollowChanged,
    FriendshipChanged,
    GroupChanged,
    MembershipChanged,
    MuteChanged,
)
from social_graph.events import (
    block_changed,
    follow_changed,
    friendship_changed,
    group_changed,
    membership_changed,
    mute_changed,
)
from social_graph.models import Block, Follow, Friendship, Group, Member, Mute

Exported = list[tuple[UUID, Event]]


def _some(rows: QuerySet, build: Callable[[Any], Event], after: UUID | None, limit: int) -> Exported:
    ordered = rows.order_by("id")
    return [(row.id, build(row)) for row in (ordered.filter(id__gt=after) if after else ordered)[:limit]]


@exports(FollowChanged)
def export_follows(*, after: UUID | None, limit: int) -> Exported:
    """Return the follows."""
    return _some(Follow.objects.all(), follow_changed, after, limit)


@exports(FriendshipChanged)
def export_friendships(*, after: UUID | None, limit: int) -> Exported:
    """Return the friendships, from one of their two rows."""
    return _some(Friendship.objects.filter(account_id__lt=F("other_id")), friendship_changed, after, limit)


@exports(BlockChanged)
def export_blocks(*, after: UUID | None, limit: int) -> Exported:
    """Return the blocks."""
    return _some(Block.objects.all(), block_changed, after, limit)


@exports(MuteChanged)
def export_mutes(*, after: UUID | None, limit: int) -> Exported:
    """Return the mutes."""
    return _some(Mute.objects.all(), mute_changed, after, limit)


@exports(GroupChanged)
def export_groups(*, after: UUID | None, limit: int) -> Exported:
    """Return the groups, deleted ones too."""
    return _some(Group.objects.all(), group_changed, after, limit)


@exports(MembershipChanged)
def export_memberships(*, after: UUID | None, limit: int) -> Exported:
    """Return what accounts are to groups."""
    return _some(Member.objects.all(), membership_changed, after, limit)
