"""The present state as events, for services that rebuild their projections."""

from uuid import UUID

from django.db.models import QuerySet

from chassis.events.exports import exports
from contracts import Event
from contracts.posts import (
    CommentAdded,
    CommentDeleted,
    CommentLikeChanged,
    LikeChanged,
    PostDeleted,
    PostPublished,
    ShareChanged,
)
from posts.events import (
    comment_added,
    comment_deleted,
    comment_like_changed,
    like_changed,
    post_deleted,
    post_published,
    share_changed,
)
from posts.models import Comment, CommentLike, Like, Post, Share


@exports(PostDeleted)
def export_deleted_posts(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return deleted posts: consumers ignore late events below their versions."""
    posts = _page(Post.objects.exclude(deleted_at=None), after, limit)
    return [(post.id, post_deleted(post)) for post in posts]


@exports(PostPublished)
def export_posts(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the posts that exist, each with its present audience and version."""
    posts = _page(Post.objects.filter(deleted_at=None).select_related("quote_of"), after, limit)
    return [(post.id, post_published(post)) for post in posts]


@exports(CommentDeleted)
def export_deleted_comments(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return deleted comments, also those that were deleted with their post."""
    comments = _page(Comment.objects.exclude(deleted_at=None).select_related("post"), after, limit)
    return [(comment.id, comment_deleted(comment)) for comment in comments]


@exports(CommentAdded)
def export_comments(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the comments that exist, each with its present version."""
    existing = Comment.objects.filter(deleted_at=None).select_related("post", "reply_to")
    return [(comment.id, comment_added(comment)) for comment in _page(existing, after, limit)]


@exports(LikeChanged)
def export_likes(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return every like that ever existed, on or off, also those of deleted posts; PostDeleted ends these."""
    likes = _page(Like.objects.filter(version__gte=1).select_related("post"), after, limit)
    return [(like.id, like_changed(like)) for like in likes]


@exports(ShareChanged)
def export_shares(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return every share that ever existed, on or off, also those of deleted posts; PostDeleted ends these."""
    shares = _page(Share.objects.filter(version__gte=1).select_related("post"), after, limit)
    return [(share.id, share_changed(share)) for share in shares]


@exports(CommentLikeChanged)
def export_comment_likes(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return every like of a comment that ever existed, on or off, also those of deleted comments."""
    likes = _page(CommentLike.objects.filter(version__gte=1).select_related("comment"), after, limit)
    return [(like.id, comment_like_changed(like)) for like in likes]


def _page(rows: QuerySet, after: UUID | None, limit: int) -> QuerySet:
    rows = rows.filter(id__gt=after) if after else rows
    return rows.order_by("id")[:limit]
