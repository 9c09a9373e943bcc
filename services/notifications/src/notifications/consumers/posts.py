"""Posts, comments, likes and shares."""

from chassis.events.inbox import handles
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
from notifications.services.changes import comment_change, reaction_change
from notifications.services.comment_facts import comment_of
from notifications.services.post_facts import PostState, comment_like_fact, like_fact, share_fact
from notifications.services.posts import post_change
from notifications.services.removals import comment_remove, post_remove


@handles(PostPublished)
def notify_of_post(event: PostPublished) -> None:
    """Record who may read the post; notify those whom it mentions or quotes, and its author if it was scheduled."""
    post_change(PostState.published(event))


@handles(PostEdited)
def notify_of_edit(event: PostEdited) -> None:
    """Record who may read the post; notify those whom it mentions now, and undo that of the others."""
    post_change(PostState.edited(event))


@handles(LikeChanged)
def notify_of_like(event: LikeChanged) -> None:
    """Notify the post's author, or undo that."""
    reaction_change(like_fact(event))


@handles(CommentLikeChanged)
def notify_of_comment_like(event: CommentLikeChanged) -> None:
    """Notify the comment's author, or undo that."""
    reaction_change(comment_like_fact(event))


@handles(ShareChanged)
def notify_of_share(event: ShareChanged) -> None:
    """Notify the post's author, or undo that."""
    reaction_change(share_fact(event))


@handles(CommentAdded)
def notify_of_comment(event: CommentAdded) -> None:
    """Notify the post's author, the author of the comment that was replied to, and those whom it mentions."""
    comment_change(comment_of(event))


@handles(CommentEdited)
def notify_of_edited_comment(event: CommentEdited) -> None:
    """Notify those whom it mentions now, and undo that of the others."""
    comment_change(comment_of(event))


@handles(CommentDeleted)
def remove_comment(event: CommentDeleted) -> None:
    """Remove what refers to the comment."""
    comment_remove(comment_id=event.comment_id, post_id=event.post_id)


@handles(PostDeleted)
def remove_post(event: PostDeleted) -> None:
    """Remove what refers to the post."""
    post_remove(post_id=event.post_id, author_id=event.author_id, version=event.version)
