"""Moving posts into and out of timelines when something happened; a timeline that does not exist is left so.

A timeline is a list of candidates: one too many does no harm, one too few would hide a post. Hence two locks, held
until the event's transaction ends: of the author, between copying a post to the followers and somebody becoming one;
and of the timeline, between a follow and the making of the timeline (``selectors.feed``). See ADR 0071.
While Redis is away nothing here has an effect; all timelines are forgotten when it is back (``services.staleness``).
"""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.db import transaction

from posts import timelines
from posts.models import Follow, Post
from posts.models.post import Visibility
from posts.services.authors import author_lock
from posts.services.staleness import stale_if_away
from posts.timelines.locks import timeline_lock

FOLLOWERS_AT_ONCE = 500


@transaction.atomic(savepoint=False)
def post_fan_out(*, post_id: UUID, author_id: UUID) -> None:
    """Add a post to its author's timeline and those of the followers, as it is now: not if it was deleted meanwhile."""
    author_lock(author_id)
    post = Post.objects.filter(id=post_id, deleted_at=None).first()
    if post is not None:
        with stale_if_away():
            _spread(post)


def _spread(post: Post) -> None:
    if post.edited_at:
        timelines.forget_card(post.id)
    if post.is_pulled:
        return
    for accounts in _readers(post.author_id) if post.visibility != Visibility.PRIVATE else [[post.author_id]]:
        timelines.add(accounts, [post.id])


@transaction.atomic(savepoint=False)
def post_withdraw(*, post_id: UUID, author_id: UUID) -> None:
    """Remove a deleted post and its card from everywhere."""
    author_lock(author_id)
    is_pulled = Post.objects.filter(id=post_id, is_pulled=True).exists()
    with stale_if_away():
        timelines.forget_card(post_id)
        for accounts in _readers(author_id) if not is_pulled else ():
            timelines.remove(accounts, [post_id])


def timeline_merge(*, account_id: UUID, author_id: UUID) -> None:
    """Add the newest posts of somebody who is followed from now on to the follower's timeline.

    Needs a transaction, with the author locked.
    """
    timeline_lock(account_id)
    with stale_if_away():
        if timelines.exists(account_id):
            timelines.add([account_id], _newest_of(author_id))


def _newest_of(author_id: UUID) -> list[UUID]:
    posts = Post.objects.filter(author_id=author_id, deleted_at=None, is_pulled=False)
    newest = posts.exclude(visibility=Visibility.PRIVATE).order_by("-id").values_list("id", flat=True)
    return list(newest[: settings.TIMELINE_MAX_LENGTH])


def timeline_withdraw(*, account_id: UUID, author_id: UUID) -> None:
    """Remove the posts of somebody who is no longer followed. Needs a transaction."""
    with stale_if_away():
        members = timelines.members(account_id)
        theirs = Post.objects.filter(id__in=members, author_id=author_id).values_list("id", flat=True)
        timelines.remove([account_id], list(theirs))


def _readers(author_id: UUID) -> Iterator[list[UUID]]:
    """Yield the author and all followers, some hundred at once."""
    edges = Follow.objects.active().filter(followee_id=author_id).order_by("follower_id")
    followers = edges.values_list("follower_id", flat=True)
    some = list(followers[:FOLLOWERS_AT_ONCE])
    yield [author_id, *some]
    while len(some) == FOLLOWERS_AT_ONCE:
        some = list(followers.filter(follower_id__gt=some[-1])[:FOLLOWERS_AT_ONCE])
        yield some
