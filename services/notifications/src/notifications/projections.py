"""How the copies of other services' data are rebuilt; see ``models.audience``."""

from chassis.events.projections import Projection
from contracts.posts import PostDeleted, PostPublished
from notifications.models import Post

PROJECTIONS = [
    Projection(name="posts", event=PostPublished, source="POSTS_URL", models=[Post]),
    Projection(name="posts", event=PostDeleted, source="POSTS_URL", models=[Post]),
]
