"""Local copies of other services' data: which posts exist. ``relations`` keeps the copy of who follows whom."""

from functools import partial

from chassis.events.projections import Count, Projection
from chassis.events.recounting import counts_differing
from contracts import Event
from contracts.posts import PostDeleted, PostPublished
from profiles.projections import connections, posts
from profiles.projections.connections import follow_counts_repair
from profiles.projections.posts import Post, PostCount, post_counts_repair, post_state


def _posts(event: type[Event]) -> Projection:
    tables, repair = [Post, PostCount], post_counts_repair
    return Projection(name="posts", event=event, source="POSTS_URL", models=tables, repair=repair, states=post_state)


PROJECTIONS = [
    _posts(PostPublished),
    _posts(PostDeleted),
]
COUNTS = [
    Count(name="follows", differing=partial(counts_differing, connections.SUSPECTS), repair=follow_counts_repair),
    Count(name="posts", differing=partial(counts_differing, posts.SUSPECTS), repair=post_counts_repair),
]
