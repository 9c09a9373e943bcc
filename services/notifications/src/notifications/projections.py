"""How the copies of others' facts are rebuilt from their source; see ``models.audience``."""

from chassis.events.projections import Projection
from contracts.posts import PostDeleted, PostPublished
from contracts.social_graph import FollowChanged
from notifications.models import Follow, Post

PROJECTIONS = [
    Projection(name="follows", event=FollowChanged, source="SOCIAL_GRAPH_URL", models=[Follow]),
    Projection(name="posts", event=PostPublished, source="POSTS_URL", models=[Post]),
    Projection(name="posts", event=PostDeleted, source="POSTS_URL", models=[Post]),
]
