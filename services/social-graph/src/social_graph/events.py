"""The events of this service, built from its rows; services emit them and exports repeat them."""

from contracts.social_graph import FollowChanged
from social_graph.models import Follow


def follow_changed(follow: Follow) -> FollowChanged:
    """Return the event that gives the present state of a follow."""
    return FollowChanged(
        follower_id=follow.follower_id,
        followee_id=follow.followee_id,
        state=follow.state,
        changed_at=follow.changed_at,
        version=follow.version,
    )
