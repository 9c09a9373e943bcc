"""Reads of likes of comments."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from chassis.database.prepared import Prepared
from chassis.http.paging import Page, PageQuery
from posts.models import Comment, CommentLike
from posts.models.counts import comments_for
from posts.selectors.comments import comment_access
from posts.selectors.marks import markers


def liked_comment(*, comment_id: UUID, account_id: UUID) -> Comment:
    """Return a comment that an account has liked at some time, also if it may not read it any more.

    Raises CommentNotFound when it or its post is deleted, or when the account may not read it and never liked it.
    """
    existing = {"comment__deleted_at": None, "comment__post__deleted_at": None}
    own = CommentLike.objects.filter(comment_id=comment_id, liker_id=account_id, **existing)
    like = own.select_related("comment__post").first()
    return like.comment if like else comment_access(comment_id=comment_id, viewer_id=account_id)


def comment_like_state(*, comment_id: UUID, viewer_id: UUID) -> dict[str, Any]:
    """Return ``liked`` and ``likes_count`` of a comment that was just looked up; the count is None without access."""
    [(is_liked, count, may_read)] = _state_for(comment_id, viewer_id)
    return {"liked": is_liked, "likes_count": count if may_read else None}


@Prepared
def _state_for(comment_id: UUID, viewer_id: UUID) -> QuerySet:
    may_read = Exists(Comment.objects.in_threads_visible_to(viewer_id).filter(id=OuterRef("id"), deleted_at=None))
    found: Any = comments_for(Comment.objects.filter(id=comment_id), viewer_id).annotate(may_read=may_read)
    return found.values_list("is_liked", "shown_likes", "may_read")


def comment_liker_list(*, comment_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[dict[str, Any]]:
    """Return the cards of those who like a comment. Raises CommentNotFound when the viewer may not read it."""
    comment = comment_access(comment_id=comment_id, viewer_id=viewer_id)
    return markers(CommentLike, marked=comment, viewer_id=viewer_id, query=query)
