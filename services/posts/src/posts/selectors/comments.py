"""Reads of comments."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from chassis.http.paging import Page, PageQuery, paginate
from posts.errors import CommentNotFound
from posts.models import Comment
from posts.models.counts import comments_for
from posts.selectors.items import CommentItem, comment_items
from posts.selectors.posts import post_access


class Order(StrEnum):
    """In which order comments are listed."""

    OLDEST = "oldest"
    NEWEST = "newest"


def comment_access(*, comment_id: UUID, viewer_id: UUID | None) -> Comment:
    """Return a comment that is not deleted, with its post, in a thread that the viewer may read.

    Raises CommentNotFound otherwise.
    """
    readable = Comment.objects.in_threads_visible_to(viewer_id).select_related("post")
    comment = readable.filter(id=comment_id, deleted_at=None).first()
    if comment is None:
        raise CommentNotFound
    return comment


def comment_get(*, comment_id: UUID, viewer_id: UUID | None) -> CommentItem:
    """Return a comment. Raises CommentNotFound when the viewer may not read it.

    Its author may always read it, unless it is deleted; the counts are 0 for an author who may no longer read the post.
    """
    comments = comments_for(Comment.objects.visible_to(viewer_id).filter(id=comment_id), viewer_id)
    comment: Any = comments.annotate(is_in_thread=_in_threads_visible_to(viewer_id)).first()
    if comment is None:
        raise CommentNotFound
    if not comment.is_in_thread:
        comment.shown_likes = comment.shown_replies = 0
    return comment_items([comment])[0]


def comment_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery, order: Order) -> Page[CommentItem]:
    """Return all comments under a post, with replies and tombstones.

    Raises PostNotFound when the viewer may not read the post.
    """
    post = post_access(post_id=post_id, viewer_id=viewer_id)
    comments = Comment.objects.in_thread_for(viewer_id).filter(post=post)
    return paginate(comments_for(comments, viewer_id), query, newest_first=order == Order.NEWEST).map(comment_items)


def reply_list(*, comment_id: UUID, viewer_id: UUID | None, query: PageQuery, order: Order) -> Page[CommentItem]:
    """Return the direct replies to a comment, with tombstones.

    Raises CommentNotFound when the viewer may not read it.
    """
    comment = Comment.objects.in_threads_visible_to(viewer_id).filter(id=comment_id).first()
    if comment is None:
        raise CommentNotFound
    replies = Comment.objects.in_thread_for(viewer_id).filter(reply_to=comment)
    return paginate(comments_for(replies, viewer_id), query, newest_first=order == Order.NEWEST).map(comment_items)


def _in_threads_visible_to(viewer_id: UUID | None) -> Exists:
    return Exists(Comment.objects.in_threads_visible_to(viewer_id).filter(id=OuterRef("id")))
