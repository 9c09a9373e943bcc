"""Events that change relations between accounts. They decide who may see what, so they are on the lane EVENTS."""

from collections.abc import Sequence

from chassis.events.inbox import handles_together
from contracts.social_graph import FollowChanged
from relations.kinds import Kind
from relations.services import follow_state, ties_apply


@handles_together(FollowChanged)
def keep_follows(events: Sequence[FollowChanged]) -> None:
    """Keep who follows whom."""
    ties_apply(Kind.FOLLOW, [follow_state(event) for event in events])
