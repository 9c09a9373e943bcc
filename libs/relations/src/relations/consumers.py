"""Events that change relations between accounts. They decide who may see what, so they are on the lane of events."""

from chassis.events.inbox import handles
from contracts.social_graph import FollowChanged
from relations.kinds import Kind
from relations.services import tie_apply


@handles(FollowChanged)
def keep_follow(event: FollowChanged) -> None:
    """Keep who follows whom."""
    tie_apply(
        kind=Kind.FOLLOW,
        source_id=event.follower_id,
        target_id=event.followee_id,
        state=event.state,
        version=event.version,
    )
