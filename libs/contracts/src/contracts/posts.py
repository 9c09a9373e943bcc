"""The events of the posts service: ids and states, never the text."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.event import Event

Visibility = Literal["public", "followers", "friends", "group", "private"] | str
"""Who may read a post; a consumer treats a value that it does not know as ``private``."""

MENTIONS_MAX = 50
Mentions = Annotated[tuple[UUID, ...], Field(max_length=MENTIONS_MAX)]
"""The accounts that a text mentions, each once; owned by the auth service. Not all of them may read the text."""


class PostPublished(Event):
    """A post became readable."""

    type: ClassVar[str] = "posts.post.published.v1"
    aggregate: ClassVar[str] = "post/{post_id}"

    post_id: UUID
    """The post; owned by the posts service."""
    author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    visibility: Visibility
    """Who may read it: everybody, the author's followers or friends, the members of a group, or the author alone. Treat
    another value as ``private``."""
    published_at: datetime
    """When the post became readable (UTC)."""
    group_id: UUID | None = None
    """The group whose members may read it, where the visibility is ``group``; owned by the social graph."""
    mentions: Mentions = ()
    """The accounts that it mentions; none while it is ``private``."""
    quote_of: UUID | None = None
    """The post that it quotes: who may not read that one may not read this one either."""
    quoted_author_id: UUID | None = None
    """The account that wrote the quoted post; owned by the auth service."""
    is_scheduled: bool = Field(default=False, examples=[False])
    """Whether it was written earlier and published at a time that its author had chosen."""


class PostEdited(Event):
    """A post's text or audience changed."""

    type: ClassVar[str] = "posts.post.edited.v1"
    aggregate: ClassVar[str] = "post/{post_id}"

    post_id: UUID
    """The post; owned by the posts service."""
    author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    visibility: Visibility
    """Who may read the post from now on. Treat another value than those named here as ``private``."""
    edited_at: datetime
    """When the post was changed (UTC)."""
    group_id: UUID | None = None
    """The group whose members may read it, where the visibility is ``group``; owned by the social graph."""
    mentions: Mentions = ()
    """The accounts that it mentions; none while it is ``private``."""
    quote_of: UUID | None = None
    """The post that it quotes: who may not read that one may not read this one either."""
    quoted_author_id: UUID | None = None
    """The account that wrote the quoted post; owned by the auth service."""


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
    mentions: Mentions = ()
    """The accounts that it mentions."""


class CommentEdited(Event):
    """A comment's text changed."""

    type: ClassVar[str] = "posts.comment.edited.v1"
    aggregate: ClassVar[str] = "comment/{comment_id}"

    comment_id: UUID
    """The comment; owned by the posts service."""
    post_id: UUID
    """The post that the comment is on; owned by the posts service."""
    post_author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    author_id: UUID
    """The account that wrote the comment; owned by the auth service."""
    reply_to: UUID | None = None
    """The comment that this one replies to; null for a comment on the post itself."""
    reply_to_author_id: UUID | None = None
    """The account that wrote the comment which is replied to; null for a comment on the post itself."""
    added_at: datetime | None = None
    """When the comment was written (UTC)."""
    edited_at: datetime
    """When the comment was changed (UTC)."""
    mentions: Mentions = ()
    """The accounts that it mentions from now on."""


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


class CommentLikeChanged(Event):
    """The whole state of one like of a comment, after a change."""

    type: ClassVar[str] = "posts.comment_like.changed.v1"
    aggregate: ClassVar[str] = "comment_like/{comment_id}/{liker_id}"

    comment_id: UUID
    """The comment; owned by the posts service."""
    post_id: UUID
    """The post that the comment is on; owned by the posts service."""
    author_id: UUID
    """The account that wrote the comment; owned by the auth service."""
    liker_id: UUID
    """The account that likes the comment, or no longer does; owned by the auth service."""
    state: Literal["on", "off"] | str
    """``on``: the liker likes the comment. ``off``: not, or no longer. Treat another value as ``off``."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""


class ShareChanged(Event):
    """The whole state of one share (repost), after a change."""

    type: ClassVar[str] = "posts.share.changed.v1"
    aggregate: ClassVar[str] = "share/{post_id}/{sharer_id}"

    post_id: UUID
    """The post; owned by the posts service."""
    author_id: UUID
    """The account that wrote the post; owned by the auth service."""
    sharer_id: UUID
    """The account that shares the post, or no longer does; owned by the auth service."""
    state: Literal["on", "off"] | str
    """``on``: the sharer shares the post. ``off``: not, or no longer. Treat another value as ``off``."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""
