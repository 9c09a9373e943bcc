"""The events of the social graph: the relations between people."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.event import Event


class FollowChanged(Event):
    """The whole state of one edge, after a change: the follower follows the followee (``active``) or not (``none``)."""

    type: ClassVar[str] = "social_graph.follow.changed.v1"
    aggregate: ClassVar[str] = "follow/{follower_id}/{followee_id}"

    follower_id: UUID
    """The account that follows; owned by the auth service."""
    followee_id: UUID
    """The account that is followed; owned by the auth service."""
    state: Literal["active", "none"] | str
    """``active``: the follower follows the followee. ``none``: not, or no longer. Treat another value as ``none``."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""
