"""The events of this service, built from its rows; services emit them and exports repeat them."""

from contracts.social_graph import (
    BlockChanged,
    FollowChanged,
    FriendshipChanged,
    GroupChanged,
    MembershipChanged,
    MuteChanged,
)
from social_graph.models import Block, Follow, Friend, Friendship, Group, Member, Mute

FRIEND_STATES = {
    (Friend.FRIENDS, True): "active",
    (Friend.FRIENDS, False): "active",
    (Friend.SENT, True): "first_asked",
    (Friend.RECEIVED, False): "first_asked",
    (Friend.SENT, False): "second_asked",
    (Friend.RECEIVED, True): "second_asked",
    (Friend.NONE, True): "none",
    (Friend.NONE, False): "none",
}
"""The state of a pair, by the state of one of its rows and whether that is the row of the lower id."""


def follow_changed(follow: Follow) -> FollowChanged:
    """Return the event that gives the present state of a follow."""
    return FollowChanged(
        follower_id=follow.follower_id,
        followee_id=follow.followee_id,
        state=follow.state,
        request_id=follow.request_id,
        changed_at=follow.changed_at,
        version=follow.version,
    )


def friendship_changed(row: Friendship) -> FriendshipChanged:
    """Return the event that gives the present state of two accounts as friends, from either row."""
    first_id, second_id = sorted((row.account_id, row.other_id))
    return FriendshipChanged(
        first_id=first_id,
        second_id=second_id,
        state=FRIEND_STATES[Friend(row.state), row.account_id == first_id],
        request_id=row.request_id,
        requested_by=row.requested_by,
        changed_at=row.changed_at,
        version=row.version,
    )


def block_changed(block: Block) -> BlockChanged:
    """Return the event that gives the present state of a block."""
    return BlockChanged(
        blocker_id=block.blocker_id,
        blocked_id=block.blocked_id,
        state=block.state,
        changed_at=block.changed_at,
        version=block.version,
    )


def mute_changed(mute: Mute) -> MuteChanged:
    """Return the event that gives the present state of a mute."""
    return MuteChanged(
        muter_id=mute.muter_id,
        muted_id=mute.muted_id,
        state=mute.state,
        hides_notifications=mute.hides_notifications,
        until=mute.until,
        changed_at=mute.changed_at,
        version=mute.version,
    )


def group_changed(group: Group) -> GroupChanged:
    """Return the event that gives the present state of a group."""
    return GroupChanged(
        group_id=group.id,
        state="deleted" if group.deleted_at else "active",
        visibility=group.visibility,
        changed_at=group.changed_at,
        version=group.version,
    )


def membership_changed(member: Member) -> MembershipChanged:
    """Return the event that gives the present state of an account in a group."""
    return MembershipChanged(
        group_id=member.group_id,
        account_id=member.account_id,
        role=member.role,
        state=member.state,
        invited_by=member.invited_by,
        changed_at=member.changed_at,
        version=member.version,
    )
