"""Handlers of ties, memberships, and of this service's own post events; each calls one service.

Ties decide who may read what, so they do not wait behind posts that are copied to many timelines.
"""

from collections.abc import Sequence
from uuid import UUID

from chassis.events.inbox import Lane, handles
from contracts.posts import PostDeleted, PostEdited, PostPublished, ShareChanged
from posts.services.fan_out import post_fan_out
from posts.services.follows import follows_change
from posts.services.friends_and_groups import friendships_change, memberships_change
from posts.services.share_fan_out import share_fan_out
from posts.services.staleness import card_delete
from relations.changes import MembershipChange, TieChange, on_membership_change, on_tie_change
from relations.kinds import Kind


@on_tie_change(Kind.FOLLOW)
def move_feeds(changes: Sequence[TieChange]) -> None:
    """Add the posts of the followees to the followers' feeds, or remove them."""
    follows_change(begun=_pairs(changes, step=1), ended=_pairs(changes, step=-1))


@on_tie_change(Kind.FRIEND)
def move_feeds_of_friends(changes: Sequence[TieChange]) -> None:
    """Add the posts of each of two friends to the feed of the other, or remove them."""
    friendships_change(begun=_pairs(changes, step=1), ended=_pairs(changes, step=-1))


@on_membership_change
def move_feeds_of_members(changes: Sequence[MembershipChange]) -> None:
    """Add the posts of the groups to the feeds of new members, or remove them."""
    begun, ended = ([(each.account_id, each.group_id) for each in changes if each.step == step] for step in (1, -1))
    memberships_change(begun=begun, ended=ended)


def _pairs(changes: Sequence[TieChange], *, step: int) -> list[tuple[UUID, UUID]]:
    return [(each.source_id, each.target_id) for each in changes if each.step == step]


@handles(PostPublished, lane=Lane.BULK)
def fan_out_post(event: PostPublished) -> None:
    """Add a post to the timelines of those who may read it now."""
    post_fan_out(post_id=event.post_id)


@handles(PostEdited, lane=Lane.BULK)
def delete_card(event: PostEdited) -> None:
    """Delete the card of an edited post; if the edit widens the audience, a job fans it out (``services.posts``)."""
    card_delete(post_id=event.post_id)


@handles(PostDeleted, lane=Lane.BULK)
def withdraw_post(event: PostDeleted) -> None:
    """Remove a deleted post from Redis: its card, and its id in the timelines."""
    card_delete(post_id=event.post_id)
    post_fan_out(post_id=event.post_id)


@handles(ShareChanged, lane=Lane.BULK)
def fan_out_share(event: ShareChanged) -> None:
    """Add a shared post to the timelines of those who follow the sharer, or remove it."""
    share_fan_out(post_id=event.post_id, sharer_id=event.sharer_id)
