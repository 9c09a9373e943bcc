"""Events, each handed to one service: follows of the social graph, and what became of our own posts.

Follows decide who may read what; they do not wait behind posts that go to many timelines.
"""

from chassis.events.inbox import Lane, handles
from contracts.posts import PostDeleted, PostEdited, PostPublished
from contracts.social_graph import FollowChanged
from posts.services.fan_out import post_fan_out
from posts.services.follows import follow_apply
from posts.services.staleness import card_forget


@handles(FollowChanged)
def remember_follow(event: FollowChanged) -> None:
    """Know who follows whom, for who may read what and for the follower's feed."""
    follow_apply(follower_id=event.follower_id, followee_id=event.followee_id, state=event.state, version=event.version)


@handles(PostPublished, lane=Lane.BULK)
def fan_out_post(event: PostPublished) -> None:
    """Put a post into the timelines of those who may read it now."""
    post_fan_out(post_id=event.post_id)


@handles(PostEdited, lane=Lane.BULK)
def forget_words(event: PostEdited) -> None:
    """Forget the post as it was; an edit that widens the audience has a job that fans it out (``services.posts``)."""
    card_forget(post_id=event.post_id)


@handles(PostDeleted, lane=Lane.BULK)
def withdraw_post(event: PostDeleted) -> None:
    """Take a deleted post out of Redis: its words, and its id out of the timelines."""
    card_forget(post_id=event.post_id)
    post_fan_out(post_id=event.post_id)
