"""Reads of how hashtags are used, and of the trending ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Func, Q, TextField

from chassis.http.paging import Page, PageQuery, paginate
from chassis.ids import lowest_of
from posts.models import Post, Trend
from posts.models.post import PostQuerySet
from posts.models.visibility import Visibility
from posts.text_entities import hashtag_fold

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
    tags = _counted(now - 2 * DAY).filter(tags__isnull=False).values(tag=F("tags__tag"))
    counted = tags.annotate(
        today=Count("author_id", distinct=True, filter=today), before=Count("author_id", distinct=True, filter=before)
    )
    return [TagUse(**row) for row in counted.filter(today__gte=least).order_by("tag")]


def tag_names(tags: Sequence[str], *, now: datetime) -> dict[str, str]:
    """Return how most accounts wrote each of the tags within the last day.

    Of several ways that is the first one in the order of the database. It counts the posts that ``tag_uses`` counts.
    """
    posts = _counted(now - DAY).filter(tags__tag__in=tags)
    written = Func(F("hashtags"), function="unnest", output_field=TextField())
    found = posts.values(written=written, tag=F("tags__tag")).annotate(accounts=Count("author_id", distinct=True))
    names: dict[str, str] = {}
    for each in found.order_by("-accounts", "written"):
        if hashtag_fold(each["written"]) == each["tag"]:
            names.setdefault(each["tag"], each["written"])
    return names


def trend_list(*, query: PageQuery) -> Page[Trend]:
    """Return the trending hashtags, the first one first."""
    return paginate(Trend.objects.all(), query, key="rank", newest_first=False)


def _counted(since: datetime) -> PostQuerySet:
    """Return the posts since a time that count: those that everybody may read."""
    return Post.objects.visible_to(None).filter(visibility=Visibility.PUBLIC, id__gte=lowest_of(since))
