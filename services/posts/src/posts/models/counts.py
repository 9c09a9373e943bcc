"""How many likes, comments and replies a viewer is shown: not those of accounts that it blocks or is blocked by."""

from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from posts.models.comment import Comment, CommentQuerySet
from posts.models.like import ON, Like, is_liked_by
from posts.models.post import PostQuerySet
from relations.audience import has_blocks, is_blocked

MAX_CHECKED = 100
"""Of more likes or comments none are left out of the count: one post may have a million."""


def posts_for(posts: PostQuerySet, viewer_id: UUID | None) -> PostQuerySet:
    """Return posts with ``is_liked``, ``shown_likes`` and ``shown_comments`` of a viewer."""
    return posts.annotate(
        is_liked=is_liked_by(viewer_id),
        shown_likes=likes_shown_to(viewer_id),
        shown_comments=comments_shown_to(viewer_id),
    )


def comments_for(comments: CommentQuerySet, viewer_id: UUID | None) -> CommentQuerySet:
    """Return comments with ``shown_replies`` of a viewer."""
    replies = Comment.objects.filter(reply_to_id=OuterRef("id"), deleted_at=None)
    return comments.annotate(shown_replies=_shown("replies_count", replies, "author_id", viewer_id))


def likes_shown_to(viewer_id: UUID | None) -> Any:
    """Return the expression how many likes of a post are counted for a viewer."""
    return _shown("likes_count", Like.objects.filter(post_id=OuterRef("id"), state=ON), "liker_id", viewer_id)


def comments_shown_to(viewer_id: UUID | None) -> Any:
    """Return the expression how many comments on a post are counted for a viewer."""
    comments = Comment.objects.filter(post_id=OuterRef("id"), deleted_at=None)
    return _shown("comments_count", comments, "author_id", viewer_id)


def _shown(count: str, rows: QuerySet, author: str, viewer_id: UUID | None) -> Any:
    """Return a count without the rows of blocked authors. Viewers who have blocked nobody, as most, cost nothing."""
    if viewer_id is None:
        return F(count)
    blocked = rows.filter(is_blocked(viewer_id, author=author)).order_by()
    counted = blocked.annotate(all=Value(1)).values("all").annotate(found=Count("pk")).values("found")
    checked = When(has_blocks(viewer_id), then=Coalesce(Subquery(counted), Value(0)))
    few = When(**{f"{count}__range": (1, MAX_CHECKED)}, then=Case(checked, default=Value(0)))
    return F(count) - Case(few, default=Value(0))
