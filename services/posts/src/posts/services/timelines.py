"""Creates timelines, and adds an author's posts to those of followers that exist, or removes them.

A timeline is a list of candidates: an extra one is harmless, a missing one would hide a post. Therefore a follow locks
the timeline until the event's transaction ends, and no timeline is created meanwhile. See ADR 71.
While Redis is unavailable nothing here has an effect; the timeline is marked as stale.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from chassis.http.paging import START
from posts import timelines
from posts.models import Post, Share
from posts.models.mark import ON
from posts.models.visibility import READABLE_BY_FOLLOWERS, READABLE_BY_FRIENDS
from posts.selectors.feed.sources import feed_entries
from posts.services.staleness import stale_if_unavailable
from posts.timelines import key_of, post_of, share_entry
from posts.timelines.locks import timeline_try_lock

Entries = list[UUID | str]
"""Posts, by their ids, and shares."""
Newest = Callable[[UUID], Entries]
"""Returns what a new followee, friend or group adds to a timeline."""


def timeline_ensure(*, account_id: UUID) -> None:
    """Create the timeline of an account that has none, unless another process is creating it now.

    The lock is taken first, then the mark is set, then the database is read. Raises RedisUnavailable.
    """
    with transaction.atomic():
        mark = timelines.begin(account_id) if timeline_try_lock(account_id) else None
        newest = feed_entries(account_id, place=START, count=settings.TIMELINE_MAX_LENGTH) if mark else []
    if mark:
        timelines.finish(account_id, mark, newest)


def timelines_merge(follows: Sequence[tuple[UUID, UUID]], newest: Newest) -> None:
    """Add the newest posts of those who are followed from now on to the followers' timelines.

    Each follow is a follower and a followee, a friend, or a group. Needs a transaction, with these and the timelines
    locked.
    """
    followers = sorted({follower_id for follower_id, _ in follows})
    with stale_if_unavailable(followers):
        existing = timelines.existing(followers)
        for follower_id, followee_id in follows:
            if follower_id in existing:
                timelines.add([follower_id], newest(followee_id))


def newest_of(author_id: UUID) -> Entries:
    """Return the newest posts for an author's followers, and its newest shares."""
    return [*_newest(author_id=author_id, visibility__in=READABLE_BY_FOLLOWERS), *_newest_shares_of(author_id)]


def newest_for_friends(author_id: UUID) -> Entries:
    """Return the newest posts for an author's friends, and its newest shares."""
    return [*_newest(author_id=author_id, visibility__in=READABLE_BY_FRIENDS), *_newest_shares_of(author_id)]


def newest_of_group(group_id: UUID) -> Entries:
    """Return the newest posts of a group."""
    return [*_newest(group_id=group_id)]


def _newest(**posts: Any) -> list[UUID]:
    newest = Post.objects.filter(**posts, deleted_at=None, is_fanned_out_on_read=False).order_by("-id")
    return list(newest.values_list("id", flat=True)[: settings.TIMELINE_MAX_LENGTH])


def _newest_shares_of(sharer_id: UUID) -> list[str]:
    newest = Share.objects.filter(sharer_id=sharer_id, state=ON).order_by("-place").values_list("place", "post_id")
    return [share_entry(*share) for share in newest[: settings.TIMELINE_MAX_LENGTH]]


def timeline_withdraw(*, account_id: UUID, author_id: UUID) -> None:
    """Remove the posts of a former followee or friend, except those in groups, and its shares. Needs a transaction."""
    with stale_if_unavailable([account_id]):
        members = timelines.members(account_id)
        theirs = Post.objects.filter(id__in=members, author_id=author_id, group_id=None).values_list("id", flat=True)
        timelines.remove([account_id], [*theirs, *_shares_of(author_id, among=timelines.shares(account_id))])


def _shares_of(sharer_id: UUID, *, among: list[str]) -> list[str]:
    """Return those entries of shares that are of an account."""
    places = {key_of(entry): entry for entry in among}
    found = Share.objects.filter(place__in=places, post_id__in=map(post_of, among), sharer_id=sharer_id)
    return [places[str(place)] for place in found.values_list("place", flat=True)]


def timeline_withdraw_group(*, account_id: UUID, group_id: UUID) -> None:
    """Remove the posts of others in a group that an account has left. Needs a transaction."""
    with stale_if_unavailable([account_id]):
        members = timelines.members(account_id)
        theirs = Post.objects.filter(id__in=members, group_id=group_id).exclude(author_id=account_id)
        timelines.remove([account_id], list(theirs.values_list("id", flat=True)))
