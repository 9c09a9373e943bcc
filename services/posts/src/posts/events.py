"""The events of this service, built from its rows; services emit them and exports repeat them."""

from contracts.posts import CommentAdded, CommentDeleted, LikeChanged, PostDeleted, PostEdited, PostPublished
from posts.models import Comment, Like, Post


def post_published(post: Post) -> PostPublished:
    """Return the event of a post that exists, with its present audience and version."""
    return PostPublished(
        post_id=post.id,
        author_id=post.author_id,
        visibility=post.visibility,
        published_at=post.created_at,
        version=post.version,
    )


def post_edited(post: Post) -> PostEdited:
    """Return the event of a post that was edited."""
    assert post.edited_at is not None
    return PostEdited(
        post_id=post.id,
        author_id=post.author_id,
        visibility=post.visibility,
        edited_at=post.edited_at,
        version=post.version,
    )


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
