"""What of a post or comment depends on its reader: its own marks, and counts.

Counts leave out those of accounts that the reader blocks or is blocked by.
"""

from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, BooleanField, Case, ExpressionWrapper, F, OuterRef, Q, Value, When

from posts.models.bookmark import Bookmark
from posts.models.comment import Comment, CommentQuerySet
from posts.models.comment_like import CommentLike
from posts.models.like import Like
from posts.models.mark import ON, is_marked_by
from posts.models.post import PostQuerySet, may_read_quoted
from posts.models.share import Share
from relations.counting import shown_count

NOBODYS = Value(None, BigIntegerField())
PREFIX = "for_reader_"
READER_FIELDS = (
    *("likes_count", "comments_count", "shares_count", "bookmarks_count"),
    *("liked", "shared", "bookmarked", "pinned"),
)
"""The fields of the shape ``post`` that depend on the reader, in the order of the shape."""
ANNOTATIONS = tuple(f"{PREFIX}{name}" for name in READER_FIELDS)
"""The columns with them in a queryset: the names of the fields are those of the model's own columns in part."""


def reader_fields(viewer_id: UUID | None) -> dict[str, Any]:
    """Return the expression of each of ``ANNOTATIONS`` for a viewer."""
    fields = {
        "likes_count": likes_shown_to(viewer_id),
        "comments_count": comments_shown_to(viewer_id),
        "shares_count": shares_shown_to(viewer_id),
        "bookmarks_count": Case(When(author_id=viewer_id, then=F("bookmarks_count"))) if viewer_id else NOBODYS,
        "liked": is_marked_by(Like, viewer_id),
        "shared": is_marked_by(Share, viewer_id),
        "bookmarked": is_marked_by(Bookmark, viewer_id),
        "pinned": Case(When(pinned_at=None, then=Value(False)), default=Value(True)),
    }
    return {f"{PREFIX}{name}": fields[name] for name in READER_FIELDS}


def posts_for(posts: PostQuerySet, viewer_id: UUID | None) -> PostQuerySet:
    """Return posts with ``ANNOTATIONS`` and ``is_quote_shown`` of a viewer.

    The quoted posts are read by the same statement as the right to read them.
    """
    shown = posts.annotate(is_quote_shown=is_quote_shown_to(viewer_id), **reader_fields(viewer_id))
    return shown.select_related("quote_of")


def is_quote_shown_to(viewer_id: UUID | None) -> ExpressionWrapper:
    """Return the expression whether a viewer is shown what a post quotes, as its author may not be any more."""
    return ExpressionWrapper(Q(quote_of__isnull=False) & may_read_quoted(viewer_id), output_field=BooleanField())


def comments_for(comments: CommentQuerySet, viewer_id: UUID | None) -> CommentQuerySet:
    """Return comments with ``is_liked``, ``shown_likes`` and ``shown_replies`` of a viewer."""
    likes = CommentLike.objects.filter(comment_id=OuterRef("id"), state=ON)
    replies = Comment.objects.filter(reply_to_id=OuterRef("id"), deleted_at=None)
    return comments.annotate(
        is_liked=is_marked_by(CommentLike, viewer_id),
        shown_likes=shown_count("likes_count", likes, author="liker_id", viewer_id=viewer_id),
        shown_replies=shown_count("replies_count", replies, author="author_id", viewer_id=viewer_id),
    )


def likes_shown_to(viewer_id: UUID | None) -> Any:
    """Return the expression how many likes of a post are counted for a viewer."""
    likes = Like.objects.filter(post_id=OuterRef("id"), state=ON)
    return shown_count("likes_count", likes, author="liker_id", viewer_id=viewer_id)


def shares_shown_to(viewer_id: UUID | None) -> Any:
    """Return the expression how many shares of a post are counted for a viewer."""
    shares = Share.objects.filter(post_id=OuterRef("id"), state=ON)
    return shown_count("shares_count", shares, author="sharer_id", viewer_id=viewer_id)


def comments_shown_to(viewer_id: UUID | None) -> Any:
    """Return the expression how many comments on a post are counted for a viewer."""
    comments = Comment.objects.filter(post_id=OuterRef("id"), deleted_at=None)
    return shown_count("comments_count", comments, author="author_id", viewer_id=viewer_id)
