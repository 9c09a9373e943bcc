"""Reads of how hashtags are used, and of the trending ones."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q

from chassis.http.paging import Page, PageQuery, paginate
from chassis.ids import lowest_of
from posts.models import Post, Trend
from posts.models.visibility import Visibility

DAY = timedelta(days=1)


class TagUse(NamedTuple):
    """How many accounts used a tag in posts that everybody may read."""

    tag: str
    today: int
    """Within the last 24 hours."""
    before: int
    """Within the 24 hours before."""


def tag_uses(*, now: datetime, least: int) -> list[TagUse]:
    """Return the tags that at least so many accounts used within the last day; it reads the tags of two days.

    Only what an anonymous viewer may read counts, so the numbers do not tell what is hidden from anybody.
    """
    today, before = Q(id__gte=lowest_of(now - DAY)), Q(id__lt=lowest_of(now - DAY))
    posts = Post.objects.visible_to(None).filter(visibility=Visibility.PUBLIC, id__gte=lowest_of(now - 2 * DAY))
    tags = posts.filter(tags__isnull=False).values(tag=F("tags__tag"))
    counted = tags.annotate(
        today=Count("author_id", distinct=True, filter=today), before=Count("author_id", distinct=True, filter=before)
    )
    return [TagUse(**row) for row in counted.filter(today__gte=least).order_by("tag")]


def trend_list(*, query: PageQuery) -> Page[Trend]:
    """Return the trending hashtags, the first one first."""
    return paginate(Trend.objects.all(), query, key="rank", newest_first=False)
