"""How the copies of others' facts are rebuilt from their source; see ``models.audience``."""

from chassis.events.projections import Projection
from contracts.posts import PostDeleted, PostPublished
from notifications.models import Post

PROJECTIONS = [
    Projection(name="posts", event=PostPublished, source="POSTS_URL", models=[Post]),
    Projection(name="posts", event=PostDeleted, source="POSTS_URL", models=[Post]),
]
