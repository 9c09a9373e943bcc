"""Creates timelines, and adds an author's posts to those of followers that exist, or removes them.

A timeline is a list of candidates: an extra one is harmless, a missing one would hide a post. Therefore a follow locks
the timeline until the event's transaction ends, and no timeline is created meanwhile. See ADR 71.
While Redis is unavailable nothing here has an effect; the timeline is marked as stale.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from chassis.http.paging import START
from posts import timelines
from posts.models import Post
from posts.models.post import READABLE_BY_FOLLOWERS
from posts.selectors.feed.sources import followed_posts
from posts.services.staleness import stale_if_unavailable
from posts.timelines.locks import timeline_try_lock, timelines_lock


def timeline_ensure(*, account_id: UUID) -> None:
    """Create the timeline of an account that has none, unless another process is creating it now.

    The lock is taken first, then the mark is set, then the database is read. Raises RedisUnavailable.
    """
    with transaction.atomic():
        mark = timelines.begin(account_id) if timeline_try_lock(account_id) else None
        newest = followed_posts(account_id, place=START, count=settings.TIMELINE_MAX_LENGTH) if mark else []
    if mark:
        timelines.finish(account_id, mark, newest)


def timelines_merge(follows: Sequence[tuple[UUID, UUID]]) -> None:
    """Add the newest posts of those who are followed from now on to the followers' timelines.

    Each follow is a follower and a followee. Needs a transaction, with the followees locked.
    """
    followers = sorted({follower_id for follower_id, _ in follows})
    timelines_lock(followers)
    with stale_if_unavailable(followers):
        existing = timelines.existing(followers)
        for follower_id, followee_id in follows:
            if follower_id in existing:
                timelines.add([follower_id], _newest_of(followee_id))


def _newest_of(author_id: UUID) -> list[UUID]:
    posts = Post.objects.filter(author_id=author_id, deleted_at=None, is_fanned_out_on_read=False)
    newest = posts.filter(visibility__in=READABLE_BY_FOLLOWERS).order_by("-id").values_list("id", flat=True)
    return list(newest[: settings.TIMELINE_MAX_LENGTH])


def timeline_withdraw(*, account_id: UUID, author_id: UUID) -> None:
    """Remove the posts of a former followee. Needs a transaction."""
    with stale_if_unavailable([account_id]):
        members = timelines.members(account_id)
        theirs = Post.objects.filter(id__in=members, author_id=author_id).values_list("id", flat=True)
        timelines.remove([account_id], list(theirs))
