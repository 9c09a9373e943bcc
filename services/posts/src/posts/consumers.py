"""Events, each handed to one service: follows of the social graph, and what became of our own posts.

Follows decide who may read what; they do not wait behind posts that go to many timelines.
"""

from chassis.inbox import Lane, handles
from contracts.posts import PostDeleted, PostEdited, PostPublished
from contracts.social_graph import FollowChanged
from posts.services.follows import follow_apply
from posts.services.timelines import post_fan_out, post_withdraw


@handles(FollowChanged)
def remember_follow(event: FollowChanged) -> None:
    """Know who follows whom, for who may read what and for the follower's feed."""
    follow_apply(follower_id=event.follower_id, followee_id=event.followee_id, state=event.state, version=event.version)


@handles(PostPublished, lane=Lane.BULK)
@handles(PostEdited, lane=Lane.BULK)
def spread_post(event: PostPublished | PostEdited) -> None:
    """Put a post into the timelines of those who may read it now; an edit may have widened its audience."""
    post_fan_out(post_id=event.post_id, author_id=event.author_id)


@handles(PostDeleted, lane=Lane.BULK)
def withdraw_post(event: PostDeleted) -> None:
    """Take a deleted post out of the timelines."""
    post_withdraw(post_id=event.post_id, author_id=event.author_id)
