"""Reads of comments."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from chassis.http.paging import Page, PageQuery, paginate
from posts.errors import CommentNotFound
from posts.models import Comment
from posts.models.counts import comments_for
from posts.selectors.items import CommentItem, comment_items
from posts.selectors.posts import post_access


def comment_get(*, comment_id: UUID, viewer_id: UUID | None) -> CommentItem:
    """Return a comment. Raises CommentNotFound when the viewer may not read it.

    Its author may always read it; ``replies_count`` is 0 for an author who may no longer read the post.
    """
    comments = comments_for(Comment.objects.visible_to(viewer_id).filter(id=comment_id), viewer_id)
    comment: Any = comments.annotate(is_in_thread=_in_threads_visible_to(viewer_id)).first()
    if comment is None:
        raise CommentNotFound
    if not comment.is_in_thread:
        comment.shown_replies = 0
    return comment_items([comment])[0]


def comment_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[CommentItem]:
    """Return all comments under a post, with replies, oldest first.

    Raises PostNotFound when the viewer may not read the post.
    """
    post = post_access(post_id=post_id, viewer_id=viewer_id)
    comments = Comment.objects.in_thread_for(viewer_id).filter(post=post)
    return paginate(comments_for(comments, viewer_id), query, newest_first=False).map(comment_items)


def reply_list(*, comment_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[CommentItem]:
    """Return the direct replies to a comment, oldest first. Raises CommentNotFound when the viewer may not read it."""
    comment = Comment.objects.in_threads_visible_to(viewer_id).filter(id=comment_id).first()
    if comment is None:
        raise CommentNotFound
    replies = Comment.objects.in_thread_for(viewer_id).filter(reply_to=comment)
    return paginate(comments_for(replies, viewer_id), query, newest_first=False).map(comment_items)


def _in_threads_visible_to(viewer_id: UUID | None) -> Exists:
    return Exists(Comment.objects.in_threads_visible_to(viewer_id).filter(id=OuterRef("id")))
