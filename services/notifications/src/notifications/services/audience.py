"""Who may read which post, from events of posts and the social graph; hides and shows notifications accordingly."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from chassis.events.inbox import is_rebuilding
from chassis.events.projections import apply_if_newer
from chassis.jobs import State, enqueue, job
from notifications.models import Post
from notifications.services.hiding import pairs_with_replies, refresh_some, replies_between, replies_on
from notifications.services.locks import lock_in_order

BY_POST = "notifications.audience_of_post"
BY_FOLLOW = "notifications.audience_of_follow"


@transaction.atomic(savepoint=False)
def post_remember(*, post_id: UUID, author_id: UUID, visibility: str, version: int) -> None:
    """Record who may read a post, unless a newer version is known; hide or show the notifications about it."""
    lock_in_order(object_id=post_id)
    values = {"author_id": author_id, "visibility": visibility, "is_deleted": False}
    is_newer, before = apply_if_newer(Post, key={"id": post_id}, version=version, values=values)
    if is_newer and (is_rebuilding() or before is None or before["visibility"] != visibility):
        _go_on_with_post(post_id, after=None)


def post_end(*, post_id: UUID, author_id: UUID, version: int) -> None:
    """Record that a post was deleted; the caller holds its lock."""
    values = {"author_id": author_id, "visibility": "", "is_deleted": True}
    apply_if_newer(Post, key={"id": post_id}, version=version, values=values)


def replies_refresh(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Hide or show notifications about posts of accounts whose relation to the recipient has changed.

    Each pair is a recipient and an author. Most have no such notifications. The caller holds the recipients' locks.
    """
    for recipient_id, author_id in pairs_with_replies(pairs):
        last = refresh_some(replies_between(recipient_id=recipient_id, author_id=author_id), after=None)
        if last:
            enqueue(BY_FOLLOW, key=f"{recipient_id} {author_id}", state={"after": str(last)})


@job(BY_POST)
def post_refresh_step(key: str, state: State) -> State | None:
    """Hide or show the next notifications about a post."""
    lock_in_order(object_id=UUID(key))
    return _after(_refresh_post(UUID(key), after=UUID(state["after"])))


@job(BY_FOLLOW)
def follow_refresh_step(key: str, state: State) -> State | None:
    """Hide or show the next notifications of a follower about an author's posts."""
    follower_id, followee_id = map(UUID, key.split())
    lock_in_order(recipient_ids=[follower_id])
    replies = replies_between(recipient_id=follower_id, author_id=followee_id)
    return _after(refresh_some(replies, after=UUID(state["after"])))


def _go_on_with_post(post_id: UUID, *, after: UUID | None) -> None:
    last = _refresh_post(post_id, after=after)
    if last:
        enqueue(BY_POST, key=post_id, state={"after": str(last)})


def _refresh_post(post_id: UUID, *, after: UUID | None) -> UUID | None:
    return refresh_some(replies_on(post_id), after=after)


def _after(last: UUID | None) -> State | None:
    return {"after": str(last)} if last else None
