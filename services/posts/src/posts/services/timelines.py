"""Adds an author's posts to a follower's timeline, or removes them, if the timeline exists.

A timeline is a list of candidates: an extra one is harmless, a missing one would hide a post. Therefore a follow locks
the timeline until the event's transaction ends, and no timeline is created meanwhile (``selectors.feed``). See ADR 71.
While Redis is unavailable nothing here has an effect; the timeline is marked as stale.
"""

from uuid import UUID

from django.conf import settings

from posts import timelines
from posts.models import Post
from posts.models.post import READABLE_BY_FOLLOWERS
from posts.services.staleness import stale_if_away
from posts.timelines.locks import timeline_lock


def timeline_merge(*, account_id: UUID, author_id: UUID) -> None:
    """Add the newest posts of a new followee to the follower's timeline.

    Needs a transaction, with the author locked.
    """
    timeline_lock(account_id)
    with stale_if_away([account_id]):
        if timelines.exists(account_id):
            timelines.add([account_id], _newest_of(author_id))


def _newest_of(author_id: UUID) -> list[UUID]:
    posts = Post.objects.filter(author_id=author_id, deleted_at=None, is_pulled=False)
    newest = posts.filter(visibility__in=READABLE_BY_FOLLOWERS).order_by("-id").values_list("id", flat=True)
    return list(newest[: settings.TIMELINE_MAX_LENGTH])


def timeline_withdraw(*, account_id: UUID, author_id: UUID) -> None:
    """Remove the posts of a former followee. Needs a transaction."""
    with stale_if_away([account_id]):
        members = timelines.members(account_id)
        theirs = Post.objects.filter(id__in=members, author_id=author_id).values_list("id", flat=True)
        timelines.remove([account_id], list(theirs))
