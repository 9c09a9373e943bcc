"""How the copies of others' facts are rebuilt from their source."""

from chassis.events.projections import Projection
from contracts.social_graph import FollowChanged
from posts.models import Follow

PROJECTIONS = [
    Projection(name="follows", event=FollowChanged, source="SOCIAL_GRAPH_URL", models=[Follow]),
]
