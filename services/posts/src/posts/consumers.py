"""Events and changes of relations, each handed to one service: follows, and what became of our own posts.

Follows decide who may read what; they do not wait behind posts that go to many timelines.
"""

from chassis.events.inbox import Lane, handles
from contracts.posts import PostDeleted, PostEdited, PostPublished
from posts.services.fan_out import post_fan_out
from posts.services.follows import follow_begin, follow_end
from posts.services.staleness import card_forget
from relations.changes import TieChange, on_tie_change
from relations.kinds import Kind


@on_tie_change(Kind.FOLLOW)
def move_feed(change: TieChange) -> None:
    """Let the posts of the followee reach the follower's feed, or no longer."""
    if change.step == 1:
        follow_begin(follower_id=change.source_id, followee_id=change.target_id)
    elif change.step == -1:
        follow_end(follower_id=change.source_id, followee_id=change.target_id)


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
