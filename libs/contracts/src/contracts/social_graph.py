"""What the social graph tells: how people stand to each other."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.event import Event


class FollowChanged(Event):
    """The whole state of one edge, after a change: the follower follows the followee (``active``) or not (``none``)."""

    type: ClassVar[str] = "social_graph.follow.changed.v1"
    aggregate: ClassVar[str] = "follow/{follower_id}/{followee_id}"

    follower_id: UUID
    followee_id: UUID
    state: Literal["active", "none"] | str
    changed_at: datetime
