"""Local copies of other services' facts: who follows whom, and which posts there are."""

from chassis.events.projections import Projection
from contracts import Event
from contracts.posts import PostDeleted, PostPublished
from contracts.social_graph import FollowChanged
from profiles.projections.follows import Follow, FollowCount, follow_counts_repair
from profiles.projections.posts import Post, PostCount, post_counts_repair


def _posts(event: type[Event]) -> Projection:
    tables = [Post, PostCount]
    return Projection(name="posts", event=event, source="POSTS_URL", models=tables, repair=post_counts_repair)


PROJECTIONS = [
    Projection(
        name="follows",
        event=FollowChanged,
        source="SOCIAL_GRAPH_URL",
        models=[Follow, FollowCount],
        repair=follow_counts_repair,
    ),
    _posts(PostPublished),
    _posts(PostDeleted),
]
