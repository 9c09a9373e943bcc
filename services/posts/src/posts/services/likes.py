"""Liking and unliking."""

from uuid import UUID

from django.db import transaction

from chassis.events.outbox import emit
from posts.events import like_changed
from posts.models import Like
from posts.selectors.marks import marked_post
from posts.selectors.posts import post_access
from posts.services.marks import mark_set, mark_unset
from relations.people.services import person_ensure


@transaction.atomic
def post_like(*, post_id: UUID, liker_id: UUID, username: str) -> None:
    """Like a post; liking it again changes nothing.

    Raises PostNotFound when the liker may not read the post. Emits LikeChanged if it was not liked.
    """
    post = post_access(post_id=post_id, viewer_id=liker_id)
    person_ensure(liker_id, username)
    if like := mark_set(Like, marked=post, account_id=liker_id):
        emit(like_changed(like))


@transaction.atomic
def post_unlike(*, post_id: UUID, liker_id: UUID) -> None:
    """Unlike a post, also without access to it; if it was not liked, nothing changes.

    Raises PostNotFound when the post is deleted, or when the account may not read it and never liked it.
    Emits LikeChanged if it was liked.
    """
    post = marked_post(Like, post_id=post_id, account_id=liker_id)
    if like := mark_unset(Like, marked=post, account_id=liker_id):
        emit(like_changed(like))
