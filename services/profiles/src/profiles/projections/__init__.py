"""Local copies of other services' facts: who follows whom, and which posts there are."""

from chassis.projections import Projection
from contracts.posts import PostPublished
from contracts.social_graph import FollowChanged
from profiles.projections.follows import Follow, FollowCount
from profiles.projections.posts import Post, PostCount

PROJECTIONS = [
    Projection(name="follows", event=FollowChanged, source="SOCIAL_GRAPH_URL", models=[Follow, FollowCount]),
    Projection(name="posts", event=PostPublished, source="POSTS_URL", models=[Post, PostCount]),
]
