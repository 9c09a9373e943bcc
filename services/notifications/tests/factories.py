"""Events as the other services would publish them, with everything a test does not care about filled in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.ids import uuid7
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
from contracts.social_graph import BlockChanged, FollowChanged, FriendshipChanged, GroupChanged, MembershipChanged
from relations.people.models import Person

LIST = "/api/v1/notifications/"
PROBLEM = "application/problem+json"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return the time so many minutes after START."""
    return START + timedelta(minutes=minutes)


def new_id(minutes: float = 0) -> UUID:
    """Return a UUIDv7 that says it was made so many minutes after START."""
    milliseconds = int(at(minutes).timestamp() * 1000)
    return UUID(int=milliseconds << 80 | uuid7().int & (1 << 80) - 1)


def person(name: str) -> UUID:
    """Make somebody with a display name known and return the id."""
    return Person.objects.create(id=new_id(), username=name.lower(), display_name=name).id


def followed(
    *,
    by: UUID,
    who: UUID,
    state: str = "active",
    version: int = 1,
    minutes: float = 0,
    request: UUID | None = None,
) -> FollowChanged:
    """Return the event of a follow, or of a request to follow."""
    edge = {"follower_id": by, "followee_id": who, "request_id": request}
    return FollowChanged(**edge, state=state, version=version, changed_at=at(minutes))


def befriended(*, by: UUID, who: UUID, state: str, version: int = 1, minutes: float = 0) -> FriendshipChanged:
    """Return the event of a friendship that one has asked the other for: ``asked``, ``active`` or ``none``."""
    first, second = sorted((by, who))
    asked = "first_asked" if by == first else "second_asked"
    return FriendshipChanged(
        first_id=first,
        second_id=second,
        state=asked if state == "asked" else state,
        request_id=new_id(),
        requested_by=by,
        version=version,
        changed_at=at(minutes),
    )


def blocked(*, by: UUID, who: UUID, state: str = "active", version: int = 1) -> BlockChanged:
    """Return the event of a block."""
    return BlockChanged(blocker_id=by, blocked_id=who, state=state, version=version, changed_at=START)


def joined(
    *,
    group: UUID,
    who: UUID,
    state: str = "active",
    role: str = "member",
    invited_by: UUID | None = None,
    version: int = 1,
    minutes: float = 0,
) -> MembershipChanged:
    """Return the event of what an account is to a group."""
    return MembershipChanged(
        group_id=group,
        account_id=who,
        role=role,
        state=state,
        invited_by=invited_by,
        version=version,
        changed_at=at(minutes),
    )


def ungrouped(group: UUID) -> GroupChanged:
    """Return the event of a group's end."""
    return GroupChanged(group_id=group, state="deleted", visibility="public", version=2, changed_at=START)


def liked(
    *, by: UUID, author: UUID, post: UUID, state: str = "on", version: int = 1, minutes: float = 0
) -> LikeChanged:
    """Return the event of a like."""
    return LikeChanged(
        post_id=post, author_id=author, liker_id=by, state=state, version=version, changed_at=at(minutes)
    )


def commented(
    *,
    by: UUID,
    author: UUID,
    post: UUID,
    comment: UUID | None = None,
    reply_to: UUID | None = None,
    reply_to_author: UUID | None = None,
    mentions: Sequence[UUID] = (),
    minutes: float = 0,
) -> CommentAdded:
    """Return the event of a comment on ``author``'s post, or of a reply to ``reply_to_author``'s comment on it."""
    return CommentAdded(
        comment_id=comment or new_id(minutes),
        post_id=post,
        post_author_id=author,
        author_id=by,
        reply_to=reply_to,
        reply_to_author_id=reply_to_author,
        version=1,
        added_at=at(minutes),
        mentions=tuple(mentions),
    )


def recommented(
    comment: CommentAdded, *, mentions: Sequence[UUID] = (), version: int = 2, minutes: float = 0
) -> CommentEdited:
    """Return the event of a comment's new text."""
    kept = comment.model_dump(include={*CommentEdited.model_fields} & {*CommentAdded.model_fields})
    edit = {"mentions": tuple(mentions), "version": version, "edited_at": at(minutes)}
    return CommentEdited(**kept | edit)


def comment_liked(
    *, by: UUID, author: UUID, post: UUID, comment: UUID, state: str = "on", version: int = 1, minutes: float = 0
) -> CommentLikeChanged:
    """Return the event of a like of ``author``'s comment on a post."""
    ids = {"comment_id": comment, "post_id": post, "author_id": author, "liker_id": by}
    return CommentLikeChanged(**ids, state=state, version=version, changed_at=at(minutes))


def shared(
    *, by: UUID, author: UUID, post: UUID, state: str = "on", version: int = 1, minutes: float = 0
) -> ShareChanged:
    """Return the event of a share of ``author``'s post."""
    ids = {"post_id": post, "author_id": author, "sharer_id": by}
    return ShareChanged(**ids, state=state, version=version, changed_at=at(minutes))


def uncommented(comment: CommentAdded, *, version: int = 2) -> CommentDeleted:
    """Return the event that takes a comment back."""
    return CommentDeleted(
        comment_id=comment.comment_id,
        post_id=comment.post_id,
        post_author_id=comment.post_author_id,
        author_id=comment.author_id,
        version=version,
        deleted_at=comment.added_at,
    )


def published(
    *,
    author: UUID,
    post: UUID,
    visibility: str = "public",
    version: int = 1,
    minutes: float = 0,
    mentions: Sequence[UUID] = (),
    **more: Any,
) -> PostPublished:
    """Return the event of a new post."""
    ids = {"post_id": post, "author_id": author, "mentions": tuple(mentions)}
    return PostPublished(**ids, visibility=visibility, version=version, published_at=at(minutes), **more)


def edited(
    *,
    author: UUID,
    post: UUID,
    visibility: str = "public",
    version: int = 2,
    minutes: float = 0,
    mentions: Sequence[UUID] = (),
    **more: Any,
) -> PostEdited:
    """Return the event of a post's new text or audience."""
    ids = {"post_id": post, "author_id": author, "mentions": tuple(mentions)}
    return PostEdited(**ids, visibility=visibility, version=version, edited_at=at(minutes), **more)


def unposted(*, author: UUID, post: UUID, version: int = 2) -> PostDeleted:
    """Return the event of a post's end."""
    return PostDeleted(post_id=post, author_id=author, version=version, deleted_at=at(0))
