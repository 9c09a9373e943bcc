"""Reads of comments."""

from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from chassis.database.prepared import Prepared
from chassis.http.paging import Page, PageQuery, PreparedList
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
    for comment in readable_comment(comment_id, viewer_id):
        return comment
    raise CommentNotFound


@Prepared
def readable_comment(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    """Return a comment that is not deleted, with its post, if it is in a thread that the viewer may read."""
    readable = Comment.objects.in_threads_visible_to(viewer_id).select_related("post")
    return readable.filter(id=comment_id, deleted_at=None)


def comment_get(*, comment_id: UUID, viewer_id: UUID | None) -> CommentItem:
    """Return a comment. Raises CommentNotFound when the viewer may not read it.

    Its author may always read it, unless it is deleted; the counts are 0 for an author who may no longer read the post.
    """
    for comment in shown_comment(comment_id, viewer_id):
        if not comment.is_in_thread:
            comment.shown_likes = comment.shown_replies = 0
        return comment_items([comment])[0]
    raise CommentNotFound


@Prepared
def shown_comment(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    """Return a comment with what is counted for a viewer, if the viewer may read it."""
    comments = comments_for(Comment.objects.visible_to(viewer_id).filter(id=comment_id), viewer_id)
    return comments.annotate(is_in_thread=_in_threads_visible_to(viewer_id))


def comment_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery, order: Order) -> Page[CommentItem]:
    """Return all comments under a post, with replies and tombstones.

    Raises PostNotFound when the viewer may not read the post.
    """
    post_access(post_id=post_id, viewer_id=viewer_id)
    return comments_under(post_id, viewer_id, query=query, newest_first=order == Order.NEWEST).map(comment_items)


@PreparedList
def comments_under(post_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    """Return what a viewer may see of the comments under a post that it may read."""
    return comments_for(Comment.objects.in_thread_for(viewer_id).filter(post_id=post_id), viewer_id)


def reply_list(*, comment_id: UUID, viewer_id: UUID | None, query: PageQuery, order: Order) -> Page[CommentItem]:
    """Return the direct replies to a comment, with tombstones.

    Raises CommentNotFound when the viewer may not read it.
    """
    if not comment_in_thread(comment_id, viewer_id):
        raise CommentNotFound
    return replies_to(comment_id, viewer_id, query=query, newest_first=order == Order.NEWEST).map(comment_items)


@Prepared
def comment_in_thread(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    """Return a comment or a tombstone, if it is in a thread that the viewer may read."""
    return Comment.objects.in_threads_visible_to(viewer_id).filter(id=comment_id)


@PreparedList
def replies_to(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    """Return what a viewer may see of the replies to a comment in a thread that it may read."""
    return comments_for(Comment.objects.in_thread_for(viewer_id).filter(reply_to_id=comment_id), viewer_id)


def _in_threads_visible_to(viewer_id: UUID | None) -> Exists:
    return Exists(Comment.objects.in_threads_visible_to(viewer_id).filter(id=OuterRef("id")))
