"""Reads of comments."""

from uuid import UUID

from chassis.paging import Page, PageQuery, paginate
from posts.errors import CommentNotFound
from posts.models import Comment
from posts.selectors.items import CommentItem, comment_items
from posts.selectors.posts import post_access


def comment_get(*, comment_id: UUID, viewer_id: UUID | None) -> CommentItem:
    """Return a comment. Raises CommentNotFound when the viewer may not read it."""
    return comment_items([_comment_access(comment_id, viewer_id)])[0]


def comment_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[CommentItem]:
    """Return everything said under a post, replies too, oldest first.

    Raises PostNotFound when the viewer may not read the post.
    """
    post = post_access(post_id=post_id, viewer_id=viewer_id)
    return paginate(Comment.objects.filter(post=post, deleted_at=None), query, newest_first=False).map(comment_items)


def reply_list(*, comment_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[CommentItem]:
    """Return the direct replies to a comment, oldest first. Raises CommentNotFound when the viewer may not read it."""
    comment = _comment_access(comment_id, viewer_id)
    return paginate(Comment.objects.filter(reply_to=comment, deleted_at=None), query, newest_first=False).map(
        comment_items
    )


def _comment_access(comment_id: UUID, viewer_id: UUID | None) -> Comment:
    comment = Comment.objects.visible_to(viewer_id).filter(id=comment_id).first()
    if comment is None:
        raise CommentNotFound
    return comment
