"""The events of the social graph: the relations between people, and the members of groups."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.event import Event


class FollowChanged(Event):
    """The whole state of one edge, after a change: the follower follows the followee (``active``) or not (``none``)."""

    type: ClassVar[str] = "social_graph.follow.changed.v1"
    aggregate: ClassVar[str] = "follow/{follower_id}/{followee_id}"

    follower_id: UUID
    """The account that follows; owned by the auth service."""
    followee_id: UUID
    """The account that is followed; owned by the auth service."""
    state: Literal["active", "requested", "none"] | str
    """``active``: the follower follows the followee. ``requested``: it waits for the followee's approval. ``none``:
    not, or no longer. Treat another value as ``none``."""
    request_id: UUID | None = None
    """The last request of the follower to the followee, if there was one. When the state is ``active``, the followee
    has accepted it."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""


class FriendshipChanged(Event):
    """The whole state of two accounts as friends, after a change. There is one friendship for each pair of accounts."""

    type: ClassVar[str] = "social_graph.friendship.changed.v1"
    aggregate: ClassVar[str] = "friendship/{first_id}/{second_id}"

    first_id: UUID
    """The one of the two accounts with the lower id; owned by the auth service."""
    second_id: UUID
    """The other one; owned by the auth service."""
    state: Literal["active", "first_asked", "second_asked", "none"] | str
    """``active``: they are friends. ``first_asked``, ``second_asked``: this one waits for the other's answer. ``none``:
    not, or no longer. Treat another value as ``none``."""
    request_id: UUID | None = None
    """The last request of one to the other, if there was one."""
    requested_by: UUID | None = None
    """The account that sent it."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""


class BlockChanged(Event):
    """The whole state of one block, after a change. While it is active neither account sees anything of the other."""

    type: ClassVar[str] = "social_graph.block.changed.v1"
    aggregate: ClassVar[str] = "block/{blocker_id}/{blocked_id}"

    blocker_id: UUID
    """The account that blocks; owned by the auth service."""
    blocked_id: UUID
    """The account that is blocked; owned by the auth service."""
    state: Literal["active", "none"] | str
    """``active``: blocked. ``none``: not, or no longer. Treat another value as ``active``."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""


class MuteChanged(Event):
    """The whole state of one mute, after a change. The muted account must not be able to find out."""

    type: ClassVar[str] = "social_graph.mute.changed.v1"
    aggregate: ClassVar[str] = "mute/{muter_id}/{muted_id}"

    muter_id: UUID
    """The account whose feed leaves out the other one; owned by the auth service."""
    muted_id: UUID
    """The account that is left out; owned by the auth service."""
    state: Literal["active", "none"] | str
    """``active``: muted. ``none``: not, or no longer; a mute with an end is ended by another event."""
    hides_notifications: bool = Field(examples=[True])
    """Whether the muter gets no notifications of what the muted account does either."""
    until: datetime | None
    """When it ends (UTC); null where it has no end."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""


class GroupChanged(Event):
    """A group was made, changed or deleted. It has no texts: who may see the group reads them."""

    type: ClassVar[str] = "social_graph.group.changed.v1"
    aggregate: ClassVar[str] = "group/{group_id}"

    group_id: UUID
    """The group; owned by the social graph."""
    state: Literal["active", "deleted"] | str
    """``deleted``: nobody is a member any more; each membership has an event of its own. Treat another value as
    ``deleted``."""
    visibility: Literal["public", "private"] | str
    """``public``: everybody sees the group and its members. ``private``: its members only. Treat another value as
    ``private``."""
    changed_at: datetime
    """When it changed (UTC); for people to read, since the order of changes is that of ``version``."""


class MembershipChanged(Event):
    """The whole state of one account in one group, after a change."""

    type: ClassVar[str] = "social_graph.membership.changed.v1"
    aggregate: ClassVar[str] = "membership/{group_id}/{account_id}"

    group_id: UUID
    """The group; owned by the social graph."""
    account_id: UUID
    """The account; owned by the auth service."""
    role: Literal["owner", "admin", "moderator", "member"] | str
    """What a member may do in the group; ``member`` where the account is none."""
    state: Literal["active", "requested", "invited", "banned", "none"] | str
    """``active``: a member. ``requested``: it waits for approval. ``invited``: a member has invited it. ``banned``: it
    can neither join nor ask. ``none``: not, or no longer. Treat another value as ``none``."""
    invited_by: UUID | None = None
    """The member who has invited the account, while it is invited; owned by the auth service."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""
