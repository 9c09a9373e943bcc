"""Fan-out on write: copying a post's id to the timelines of those who may read it, and removing it again.

A fan-out and a follow of the same author that happen concurrently must not both miss the post. The fan-out first waits
for the follows that may have read the author's posts too early, and only then reads the followers; a later follow finds
the post in the database and adds it to the follower's timeline itself. No lock is held during a fan-out. See ADR 71.
Timelines contain candidates: whether a post is shown is decided when it is read.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction

from chassis.jobs import State, enqueue, job
from posts import timelines
from posts.models import Post
from posts.models.visibility import Visibility
from posts.selectors.ties import readers_of
from posts.services.authors import author_switch, author_wait
from posts.services.staleness import stale_if_unavailable

FOLLOWERS_AT_ONCE = 500


@transaction.atomic(savepoint=False)
def post_fan_out(*, post_id: UUID) -> None:
    """Add a post to its author's timeline and those of the first followers; the worker adds it to the others."""
    if state := _step(post_id, {}):
        enqueue("posts.fan_out", key=post_id, state=state)


@job("posts.fan_out")
def post_fan_out_step(key: str, state: State) -> State | None:
    """Add a post to the next timelines, or remove it from them if it was deleted meanwhile."""
    return _step(UUID(key), state)


def _step(post_id: UUID, state: State) -> State | None:
    """Add the post to the next timelines, or remove it; ``state`` has the last follower and their number so far."""
    post = Post.objects.filter(id=post_id).first()
    if post is None or post.is_fanned_out_on_read:
        return None
    followers = _readers(post, state)
    if not state:
        with stale_if_unavailable([post.author_id]):
            _move(post, [post.author_id])
    with stale_if_unavailable(followers):
        _move(post, followers)
    return next_state(None if post.group_id else post.author_id, followers, state)


def next_state(author_id: UUID | None, readers: list[UUID], state: State) -> State | None:
    """Return the state after these readers; an author with very many is switched to fan-out on read."""
    count = state.get("count", 0) + len(readers)
    if author_id and count > settings.FANOUT_MAX_FOLLOWERS:
        author_switch(author_id)
    return {"after": str(readers[-1]), "count": count} if len(readers) == FOLLOWERS_AT_ONCE else None


def place_of(state: State) -> UUID:
    """Return the reader after whom to continue."""
    return UUID(state["after"]) if state else UUID(int=0)


def _readers(post: Post, state: State) -> list[UUID]:
    """Return the next accounts whose timelines may hold the post: followers, friends, or members of its group."""
    if post.visibility == Visibility.PRIVATE and not post.deleted_at:
        return []
    if not state:
        author_wait(post.group_id or post.author_id)
    return readers_of(post, after=place_of(state), count=FOLLOWERS_AT_ONCE)


def _move(post: Post, accounts: list[UUID]) -> None:
    change = timelines.remove if post.deleted_at else timelines.add
    change(accounts, [post.id])
