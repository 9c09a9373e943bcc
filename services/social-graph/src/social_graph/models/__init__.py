"""The tables of the social graph."""

from social_graph.models.block import Block
from social_graph.models.follow import Follow, Outcome, State
from social_graph.models.friendship import Friend, Friendship
from social_graph.models.group import Group, Joining, Member, MemberState, Role, Visibility
from social_graph.models.mute import Mute
from social_graph.models.suggestion import Dismissal, Popular

__all__ = [
    "Block",
    "Dismissal",
    "Follow",
    "Friend",
    "Friendship",
    "Group",
    "Joining",
    "Member",
    "MemberState",
    "Mute",
    "Outcome",
    "Popular",
    "Role",
    "State",
    "Visibility",
]
