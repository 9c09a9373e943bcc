"""Who may read which post, from events of posts and the social graph; hides and shows notifications accordingly."""

from collections.abc import Sequence
from uuid import UUID

from chassis.events.inbox import is_rebuilding
from chassis.events.projections import apply_if_newer
from chassis.jobs import State, enqueue, job
from notifications.models import Post
from notifications.services.hiding import between, can_be_hidden_on, in_group, pairs_with_notifications, refresh_some
from notifications.services.locks import lock_in_order

BY_POST = "notifications.audience_of_post"
BY_FOLLOW = "notifications.audience_of_follow"
BY_GROUP = "notifications.audience_of_group"
BY_QUOTED = "notifications.audience_of_quotes"
FIRST = UUID(int=0)
"""Lower than every id."""
QUOTES = 100
"""How many quotes of a deleted post are looked at in one transaction."""


def post_remember(
    *, post_id: UUID, author_id: UUID, visibility: str, group_id: UUID | None, quote_of: UUID | None, version: int
) -> None:
    """Record who may read a post, unless a newer version is known; hide or show the notifications about it.

    The caller holds its lock.
    """
    audience = {"visibility": visibility, "group_id": group_id, "quote_of": quote_of}
    values = {"author_id": author_id, "is_deleted": False, **audience}
    is_newer, before = apply_if_newer(Post, key={"id": post_id}, version=version, values=values)
    is_changed = before is None or any(before[name] != value for name, value in audience.items())
    if is_newer and (is_rebuilding() or is_changed):
        _go_on_with_post(post_id, after=None)


def post_end(*, post_id: UUID, author_id: UUID, version: int) -> None:
    """Record that a post was deleted, which hides the notifications about its quotes; the caller holds its lock."""
    values = {"author_id": author_id, "visibility": "", "group_id": None, "quote_of": None, "is_deleted": True}
    apply_if_newer(Post, key={"id": post_id}, version=version, values=values)
    if Post.objects.filter(quote_of=post_id).exists():
        enqueue(BY_QUOTED, key=post_id)


def posts_refresh(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Hide or show notifications about posts of accounts whose relation to the recipient has changed.

    Each pair is a recipient and an author. Most have no such notifications. The caller holds the recipients' locks.
    """
    for recipient_id, author_id in pairs_with_notifications(pairs):
        last = refresh_some(between(recipient_id=recipient_id, author_id=author_id), after=None)
        if last:
            enqueue(BY_FOLLOW, key=f"{recipient_id} {author_id}", state={"after": str(last)})


def group_posts_refresh(*, recipient_id: UUID, group_id: UUID) -> None:
    """Hide or show an account's notifications about the posts of a group that it has joined or left."""
    last = refresh_some(in_group(recipient_id=recipient_id, group_id=group_id), after=None)
    if last:
        enqueue(BY_GROUP, key=f"{recipient_id} {group_id}", state={"after": str(last)})


@job(BY_POST)
def post_refresh_step(key: str, state: State) -> State | None:
    """Hide or show the next notifications about a post."""
    lock_in_order(object_id=UUID(key))
    return _after(_refresh_post(UUID(key), after=UUID(state["after"])))


@job(BY_FOLLOW)
def follow_refresh_step(key: str, state: State) -> State | None:
    """Hide or show the next notifications of a recipient about an author's posts."""
    recipient_id, author_id = map(UUID, key.split())
    lock_in_order(recipient_ids=[recipient_id])
    found = between(recipient_id=recipient_id, author_id=author_id)
    return _after(refresh_some(found, after=UUID(state["after"])))


@job(BY_GROUP)
def group_refresh_step(key: str, state: State) -> State | None:
    """Hide or show the next notifications of an account about a group's posts."""
    recipient_id, group_id = map(UUID, key.split())
    lock_in_order(recipient_ids=[recipient_id])
    found = in_group(recipient_id=recipient_id, group_id=group_id)
    return _after(refresh_some(found, after=UUID(state["after"])))


@job(BY_QUOTED)
def quotes_refresh_step(key: str, state: State) -> State | None:
    """Let the notifications about the next quotes of a deleted post be hidden, each quote by its own job."""
    quotes = Post.objects.filter(quote_of=key, is_deleted=False)
    ahead = quotes.filter(id__gt=state["after"]) if "after" in state else quotes
    ids = list(ahead.order_by("id").values_list("id", flat=True)[:QUOTES])
    for post_id in ids:
        enqueue(BY_POST, key=post_id, state={"after": str(FIRST)})
    return _after(ids[-1] if len(ids) == QUOTES else None)


def _go_on_with_post(post_id: UUID, *, after: UUID | None) -> None:
    last = _refresh_post(post_id, after=after)
    if last:
        enqueue(BY_POST, key=post_id, state={"after": str(last)})


def _refresh_post(post_id: UUID, *, after: UUID | None) -> UUID | None:
    return refresh_some(can_be_hidden_on(post_id), after=after)


def _after(last: UUID | None) -> State | None:
    return {"after": str(last)} if last else None
