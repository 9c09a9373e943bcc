"""Liking and unliking comments."""

from uuid import UUID

from django.db import transaction

from chassis.events.outbox import emit
from posts.events import comment_like_changed
from posts.models import CommentLike
from posts.selectors.comment_likes import liked_comment
from posts.selectors.comments import comment_access
from posts.services.marks import mark_set, mark_unset
from relations.people.services import person_ensure


@transaction.atomic
def comment_like(*, comment_id: UUID, liker_id: UUID, username: str) -> None:
    """Like a comment; liking it again changes nothing.

    Raises CommentNotFound when it is deleted or the liker may not read it. Emits CommentLikeChanged if it was not
    liked.
    """
    comment = comment_access(comment_id=comment_id, viewer_id=liker_id)
    person_ensure(liker_id, username)
    if like := mark_set(CommentLike, marked=comment, account_id=liker_id):
        emit(comment_like_changed(like))


@transaction.atomic
def comment_unlike(*, comment_id: UUID, liker_id: UUID) -> None:
    """Unlike a comment, also without access to it; if it was not liked, nothing changes.

    Raises CommentNotFound when it is deleted, or when the account may not read it and never liked it.
    Emits CommentLikeChanged if it was liked.
    """
    comment = liked_comment(comment_id=comment_id, account_id=liker_id)
    if like := mark_unset(CommentLike, marked=comment, account_id=liker_id):
        emit(comment_like_changed(like))
