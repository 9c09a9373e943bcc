"""The events of this service, built from its rows; services emit them and exports repeat them."""

from typing import Any
from uuid import UUID

from contracts.posts import (
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    CommentLikeChanged,
    LikeChanged,
    PostDeleted,
    PostEdited,
    PostPublished,
    ShareChanged,
)
from posts.models import Comment, CommentLike, Like, Post, Share
from posts.models.visibility import Visibility


def post_published(post: Post, *, is_scheduled: bool = False) -> PostPublished:
    """Return the event of a post that exists, with its present audience and version."""
    return PostPublished(
        post_id=post.id,
        author_id=post.author_id,
        visibility=post.visibility,
        group_id=post.group_id,
        published_at=post.created_at,
        mentions=_mentions(post),
        is_scheduled=is_scheduled,
        version=post.version,
        **_quoted(post),
    )


def post_edited(post: Post) -> PostEdited:
    """Return the event of a post that was edited."""
    assert post.edited_at is not None
    return PostEdited(
        post_id=post.id,
        author_id=post.author_id,
        visibility=post.visibility,
        group_id=post.group_id,
        edited_at=post.edited_at,
        mentions=_mentions(post),
        version=post.version,
        **_quoted(post),
    )


def _quoted(post: Post) -> dict[str, Any]:
    """Return the fields about the post that it quotes; reads that one."""
    if post.quote_of is None:
        return {}
    return {"quote_of": post.quote_of_id, "quoted_author_id": post.quote_of.author_id}


def _mentions(post: Post) -> tuple[UUID, ...]:
    """Return the accounts that a post mentions, none while only its author may read it."""
    return () if post.visibility == Visibility.PRIVATE else tuple(post.mentions)


def post_deleted(post: Post) -> PostDeleted:
    """Return the event of a post that was deleted."""
    assert post.deleted_at is not None
    return PostDeleted(post_id=post.id, author_id=post.author_id, deleted_at=post.deleted_at, version=post.version)


def comment_added(comment: Comment) -> CommentAdded:
    """Return the event of a comment that exists; reads its post and the comment that it replies to."""
    return CommentAdded(
        comment_id=comment.id,
        post_id=comment.post_id,
        post_author_id=comment.post.author_id,
        author_id=comment.author_id,
        reply_to=comment.reply_to_id,
        reply_to_author_id=comment.reply_to.author_id if comment.reply_to else None,
        added_at=comment.created_at,
        mentions=tuple(comment.mentions),
        version=comment.version,
    )


def comment_edited(comment: Comment) -> CommentEdited:
    """Return the event of a comment that was edited; reads its post and the comment that it replies to."""
    assert comment.edited_at is not None
    return CommentEdited(
        comment_id=comment.id,
        post_id=comment.post_id,
        post_author_id=comment.post.author_id,
        author_id=comment.author_id,
        reply_to=comment.reply_to_id,
        reply_to_author_id=comment.reply_to.author_id if comment.reply_to else None,
        added_at=comment.created_at,
        edited_at=comment.edited_at,
        mentions=tuple(comment.mentions),
        version=comment.version,
    )


def comment_deleted(comment: Comment) -> CommentDeleted:
    """Return the event of a comment that was deleted; reads its post."""
    assert comment.deleted_at is not None
    return CommentDeleted(
        comment_id=comment.id,
        post_id=comment.post_id,
        post_author_id=comment.post.author_id,
        author_id=comment.author_id,
        deleted_at=comment.deleted_at,
        version=comment.version,
    )


def like_changed(like: Like) -> LikeChanged:
    """Return the event that gives the present state of a like; reads its post."""
    return LikeChanged(
        post_id=like.post_id,
        author_id=like.post.author_id,
        liker_id=like.liker_id,
        state=like.state,
        changed_at=like.changed_at,
        version=like.version,
    )


def share_changed(share: Share) -> ShareChanged:
    """Return the event that gives the present state of a share; reads its post."""
    return ShareChanged(
        post_id=share.post_id,
        author_id=share.post.author_id,
        sharer_id=share.sharer_id,
        state=share.state,
        changed_at=share.changed_at,
        version=share.version,
    )


def comment_like_changed(like: CommentLike) -> CommentLikeChanged:
    """Return the event that gives the present state of a like of a comment; reads the comment."""
    return CommentLikeChanged(
        comment_id=like.comment_id,
        post_id=like.comment.post_id,
        author_id=like.comment.author_id,
        liker_id=like.liker_id,
        state=like.state,
        changed_at=like.changed_at,
        version=like.version,
    )
