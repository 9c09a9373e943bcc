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
    found = _readable_comment(comment_id, viewer_id)
    if not found:
        raise CommentNotFound
    comment: Comment = found[0]
    return comment


@Prepared
def _readable_comment(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    readable = Comment.objects.in_threads_visible_to(viewer_id).select_related("post")
    return readable.filter(id=comment_id, deleted_at=None)


def comment_get(*, comment_id: UUID, viewer_id: UUID | None) -> CommentItem:
    """Return a comment. Raises CommentNotFound when the viewer may not read it.

    Its author may always read it, unless it is deleted; the counts are 0 for an author who may no longer read the post.
    """
    found = _shown_comment(comment_id, viewer_id)
    if not found:
        raise CommentNotFound
    if not found[0].is_in_thread:
        found[0].shown_likes = found[0].shown_replies = 0
    return comment_items(found)[0]


@Prepared
def _shown_comment(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    comments = comments_for(Comment.objects.visible_to(viewer_id).filter(id=comment_id), viewer_id)
    return comments.annotate(is_in_thread=_in_threads_visible_to(viewer_id))


def comment_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery, order: Order) -> Page[CommentItem]:
    """Return all comments under a post, with replies and tombstones.

    Raises PostNotFound when the viewer may not read the post.
    """
    post_access(post_id=post_id, viewer_id=viewer_id)
    return _comments_under(post_id, viewer_id, query=query, newest_first=order == Order.NEWEST).map(comment_items)


@PreparedList
def _comments_under(post_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    return comments_for(Comment.objects.in_thread_for(viewer_id).filter(post_id=post_id), viewer_id)


def reply_list(*, comment_id: UUID, viewer_id: UUID | None, query: PageQuery, order: Order) -> Page[CommentItem]:
    """Return the direct replies to a comment, with tombstones.

    Raises CommentNotFound when the viewer may not read it.
    """
    if not _comment_in_thread(comment_id, viewer_id):
        raise CommentNotFound
    return _replies_to(comment_id, viewer_id, query=query, newest_first=order == Order.NEWEST).map(comment_items)


@Prepared
def _comment_in_thread(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    return Comment.objects.in_threads_visible_to(viewer_id).filter(id=comment_id)


@PreparedList
def _replies_to(comment_id: UUID, viewer_id: UUID | None) -> QuerySet[Comment]:
    return comments_for(Comment.objects.in_thread_for(viewer_id).filter(reply_to_id=comment_id), viewer_id)


def _in_threads_visible_to(viewer_id: UUID | None) -> Exists:
    return Exists(Comment.objects.in_threads_visible_to(viewer_id).filter(id=OuterRef("id")))
