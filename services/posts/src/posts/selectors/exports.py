"""The present state, told as events to services that rebuild what they know of it."""

from uuid import UUID

from django.db.models import QuerySet

from chassis.events.exports import exports
from contracts import Event
from contracts.posts import CommentAdded, CommentDeleted, LikeChanged, PostDeleted, PostPublished
from posts.models import Comment, Like, Post


@exports(PostDeleted)
def export_deleted_posts(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the ends of deleted posts: their versions stop older events that come late."""
    posts = _page(Post.objects.exclude(deleted_at=None), after, limit)
    return [
        (
            post.id,
            PostDeleted(post_id=post.id, author_id=post.author_id, deleted_at=post.deleted_at, version=post.version),
        )
        for post in posts
    ]


@exports(PostPublished)
def export_posts(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return live posts, each with its present audience and version."""
    posts = _page(Post.objects.filter(deleted_at=None), after, limit)
    return [
        (
            post.id,
            PostPublished(
                post_id=post.id,
                author_id=post.author_id,
                visibility=post.visibility,
                published_at=post.created_at,
                version=post.version,
            ),
        )
        for post in posts
    ]


@exports(CommentDeleted)
def export_deleted_comments(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the ends of deleted comments, those that went with their post too."""
    comments = Comment.objects.exclude(deleted_at=None).select_related("post")
    return [
        (
            comment.id,
            CommentDeleted(
                comment_id=comment.id,
                post_id=comment.post_id,
                post_author_id=comment.post.author_id,
                author_id=comment.author_id,
                deleted_at=comment.deleted_at,
                version=comment.version,
            ),
        )
        for comment in _page(comments, after, limit)
    ]


@exports(CommentAdded)
def export_comments(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return live comments, each with its present version."""
    comments = Comment.objects.filter(deleted_at=None).select_related("post", "reply_to")
    return [
        (
            comment.id,
            CommentAdded(
                comment_id=comment.id,
                post_id=comment.post_id,
                post_author_id=comment.post.author_id,
                author_id=comment.author_id,
                reply_to=comment.reply_to_id,
                reply_to_author_id=comment.reply_to.author_id if comment.reply_to else None,
                added_at=comment.created_at,
                version=comment.version,
            ),
        )
        for comment in _page(comments, after, limit)
    ]


@exports(LikeChanged)
def export_likes(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return every like that ever was, on or off; those of deleted posts too, which PostDeleted ends."""
    likes = Like.objects.filter(version__gte=1).select_related("post")
    return [
        (
            like.id,
            LikeChanged(
                post_id=like.post_id,
                author_id=like.post.author_id,
                liker_id=like.liker_id,
                state=like.state,
                changed_at=like.changed_at,
                version=like.version,
            ),
        )
        for like in _page(likes, after, limit)
    ]


def _page(rows: QuerySet, after: UUID | None, limit: int) -> QuerySet:
    rows = rows.filter(id__gt=after) if after else rows
    return rows.order_by("id")[:limit]
