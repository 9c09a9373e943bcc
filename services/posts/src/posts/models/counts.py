"""How many likes, comments and replies a viewer is shown: not those of accounts that it blocks or is blocked by."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef

from posts.models.comment import Comment, CommentQuerySet
from posts.models.like import ON, Like, is_liked_by
from posts.models.post import PostQuerySet
from relations.counting import shown_count


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
    return comments.annotate(
        shown_replies=shown_count("replies_count", replies, author="author_id", viewer_id=viewer_id)
    )


def likes_shown_to(viewer_id: UUID | None) -> Any:
    """Return the expression how many likes of a post are counted for a viewer."""
    likes = Like.objects.filter(post_id=OuterRef("id"), state=ON)
    return shown_count("likes_count", likes, author="liker_id", viewer_id=viewer_id)


def comments_shown_to(viewer_id: UUID | None) -> Any:
    """Return the expression how many comments on a post are counted for a viewer."""
    comments = Comment.objects.filter(post_id=OuterRef("id"), deleted_at=None)
    return shown_count("comments_count", comments, author="author_id", viewer_id=viewer_id)
