"""Handlers of follows and of this service's own post events; each calls one service.

Follows decide who may read what, so they do not wait behind posts that are copied to many timelines.
"""

from collections.abc import Sequence

from chassis.events.inbox import Lane, handles
from contracts.posts import PostDeleted, PostEdited, PostPublished
from posts.services.fan_out import post_fan_out
from posts.services.follows import follow_end, follows_begin
from posts.services.staleness import card_delete
from relations.changes import TieChange, on_tie_change
from relations.kinds import Kind


@on_tie_change(Kind.FOLLOW)
def move_feeds(changes: Sequence[TieChange]) -> None:
    """Add the posts of the followees to the followers' feeds, or remove them."""
    follows_begin([(each.source_id, each.target_id) for each in changes if each.step == 1])
    for change in changes:
        if change.step == -1:
            follow_end(follower_id=change.source_id, followee_id=change.target_id)


@handles(PostPublished, lane=Lane.BULK)
def fan_out_post(event: PostPublished) -> None:
    """Add a post to the timelines of those who may read it now."""
    post_fan_out(post_id=event.post_id)


@handles(PostEdited, lane=Lane.BULK)
def delete_words(event: PostEdited) -> None:
    """Delete the card of an edited post; if the edit widens the audience, a job fans it out (``services.posts``)."""
    card_delete(post_id=event.post_id)


@handles(PostDeleted, lane=Lane.BULK)
def withdraw_post(event: PostDeleted) -> None:
    """Remove a deleted post from Redis: its card, and its id in the timelines."""
    card_delete(post_id=event.post_id)
    post_fan_out(post_id=event.post_id)
