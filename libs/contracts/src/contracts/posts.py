"""What the posts service tells: ids and states, never the text."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.event import Event

Visibility = Literal["public", "followers", "private"] | str
"""Who may read a post; a consumer treats a value that it does not know as ``private``."""


class PostPublished(Event):
    """A post became readable."""

    type: ClassVar[str] = "posts.post.published.v1"
    aggregate: ClassVar[str] = "post/{post_id}"

    post_id: UUID
    author_id: UUID
    visibility: Visibility
    published_at: datetime


class PostEdited(Event):
    """A post's text or audience changed."""

    type: ClassVar[str] = "posts.post.edited.v1"
    aggregate: ClassVar[str] = "post/{post_id}"

    post_id: UUID
    author_id: UUID
    visibility: Visibility
    edited_at: datetime


class PostDeleted(Event):
    """A post is gone, with its comments and likes; no later event of it counts."""

    type: ClassVar[str] = "posts.post.deleted.v1"
    aggregate: ClassVar[str] = "post/{post_id}"

    post_id: UUID
    author_id: UUID
    deleted_at: datetime


class CommentAdded(Event):
    """Somebody commented on a post, or replied to a comment on it."""

    type: ClassVar[str] = "posts.comment.added.v1"
    aggregate: ClassVar[str] = "comment/{comment_id}"

    comment_id: UUID
    post_id: UUID
    post_author_id: UUID
    author_id: UUID
    reply_to: UUID | None = None
    reply_to_author_id: UUID | None = None
    added_at: datetime


class CommentDeleted(Event):
    """A comment is gone."""

    type: ClassVar[str] = "posts.comment.deleted.v1"
    aggregate: ClassVar[str] = "comment/{comment_id}"

    comment_id: UUID
    post_id: UUID
    post_author_id: UUID
    author_id: UUID
    deleted_at: datetime


class LikeChanged(Event):
    """The whole state of one like, after a change."""

    type: ClassVar[str] = "posts.like.changed.v1"
    aggregate: ClassVar[str] = "like/{post_id}/{liker_id}"

    post_id: UUID
    author_id: UUID
    """The post's author, who is told."""
    liker_id: UUID
    state: Literal["on", "off"] | str
    changed_at: datetime
