"""Reads of scheduled posts, which only their author sees."""

from uuid import UUID

from chassis.http.paging import Page, PageQuery, paginate
from posts.errors import ScheduledPostNotFound
from posts.models import ScheduledPost
from posts.models.scheduled_post import UNPUBLISHED


def scheduled_post_get(*, scheduled_id: UUID, author_id: UUID) -> ScheduledPost:
    """Return an account's own scheduled post, also a published one. Raises ScheduledPostNotFound."""
    found = ScheduledPost.objects.filter(id=scheduled_id, author_id=author_id).first()
    if found is None:
        raise ScheduledPostNotFound
    return found


def scheduled_post_list(*, author_id: UUID, query: PageQuery) -> Page[ScheduledPost]:
    """Return what an account has scheduled and is not published, the next one first."""
    scheduled = ScheduledPost.objects.filter(author_id=author_id, state__in=UNPUBLISHED)
    return paginate(scheduled, query, key="place", newest_first=False)
