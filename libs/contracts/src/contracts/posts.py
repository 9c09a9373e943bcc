"""The events of the posts service: ids and states, never the text."""

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
    """The post; owned by the posts service."""
    author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    visibility: Visibility
    """Who may read it: everybody, the author's followers, or the author alone. Treat another value as ``private``."""
    published_at: datetime
    """When the post became readable (UTC)."""


class PostEdited(Event):
    """A post's text or audience changed."""

    type: ClassVar[str] = "posts.post.edited.v1"
    aggregate: ClassVar[str] = "post/{post_id}"

    post_id: UUID
    """The post; owned by the posts service."""
    author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    visibility: Visibility
    """Who may read the post from now on. Treat another value than the three as ``private``."""
    edited_at: datetime
    """When the post was changed (UTC)."""


class PostDeleted(Event):
    """A post was deleted, with its comments and likes. Ignore any event of it that comes later."""

    type: ClassVar[str] = "posts.post.deleted.v1"
    aggregate: ClassVar[str] = "post/{post_id}"

    post_id: UUID
    """The deleted post; owned by the posts service."""
    author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    deleted_at: datetime
    """When the post was deleted (UTC)."""


class CommentAdded(Event):
    """Somebody commented on a post, or replied to a comment on it."""

    type: ClassVar[str] = "posts.comment.added.v1"
    aggregate: ClassVar[str] = "comment/{comment_id}"

    comment_id: UUID
    """The new comment; owned by the posts service."""
    post_id: UUID
    """The post that was commented on; owned by the posts service."""
    post_author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    author_id: UUID
    """The account that wrote the comment; owned by the auth service."""
    reply_to: UUID | None = None
    """The comment that this one replies to; null for a comment on the post itself."""
    reply_to_author_id: UUID | None = None
    """The account that wrote the comment which is replied to; null for a comment on the post itself."""
    added_at: datetime
    """When the comment was written (UTC)."""


class CommentDeleted(Event):
    """A comment was deleted by itself.

    Comments of a deleted post get no events of their own: ``posts.post.deleted.v1`` ends them, and an export has them
    as deleted.
    """

    type: ClassVar[str] = "posts.comment.deleted.v1"
    aggregate: ClassVar[str] = "comment/{comment_id}"

    comment_id: UUID
    """The deleted comment; owned by the posts service."""
    post_id: UUID
    """The post that the comment was on; owned by the posts service."""
    post_author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    author_id: UUID
    """The account that wrote the comment; owned by the auth service."""
    deleted_at: datetime
    """When the comment was deleted (UTC)."""


class LikeChanged(Event):
    """The whole state of one like, after a change."""

    type: ClassVar[str] = "posts.like.changed.v1"
    aggregate: ClassVar[str] = "like/{post_id}/{liker_id}"

    post_id: UUID
    """The post; owned by the posts service."""
    author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    liker_id: UUID
    """The account that likes the post, or no longer does; owned by the auth service."""
    state: Literal["on", "off"] | str
    """``on``: the liker likes the post. ``off``: not, or no longer. Treat another value as ``off``."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""
