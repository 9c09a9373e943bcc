"""Local copies of other services' data: which posts exist. ``relations`` keeps the copy of who follows whom."""

from chassis.events.projections import Projection
from contracts import Event
from contracts.posts import PostDeleted, PostPublished
from profiles.projections.posts import Post, PostCount, post_counts_repair


def _posts(event: type[Event]) -> Projection:
    tables = [Post, PostCount]
    return Projection(name="posts", event=event, source="POSTS_URL", models=tables, repair=post_counts_repair)


PROJECTIONS = [
    _posts(PostPublished),
    _posts(PostDeleted),
]
