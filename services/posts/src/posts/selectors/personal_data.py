"""What an account has here, for its export: page by page, in the order of the keys."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from posts.models import Comment, Like, Post
from posts.models.like import ON

Rows = list[tuple[UUID, dict[str, Any]]]

POST_FIELDS = (
    *("id", "title", "text", "content_warning", "language", "visibility"),
    *("likes_count", "comments_count", "created_at", "edited_at"),
)
COMMENT_FIELDS = ("id", "post_id", "reply_to_id", "text", "replies_count", "created_at", "edited_at")


def posts_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return the posts that an account has written and not deleted."""
    return _page(Post.objects.filter(author_id=account_id, deleted_at=None).values(*POST_FIELDS), "id", after, limit)


def comments_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return the comments that an account has written and not deleted; not what they answer."""
    comments = Comment.objects.filter(author_id=account_id, deleted_at=None, post__deleted_at=None)
    return _page(comments.values(*COMMENT_FIELDS), "id", after, limit)


def likes_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return which posts an account likes; not the posts. A post that is liked again meanwhile may come again."""
    likes = Like.objects.filter(liker_id=account_id, state=ON, post__deleted_at=None)
    rows = _page(likes.values("place", "post_id", "changed_at"), "place", after, limit)
    return [(key, {"post_id": like["post_id"], "liked_at": like["changed_at"]}) for key, like in rows]


def _page(rows: QuerySet[Any, Any], key: str, after: UUID | None, limit: int) -> Rows:
    rows = rows.filter(**{f"{key}__gt": after}) if after else rows
    return [(row[key], row) for row in rows.order_by(key)[:limit]]
