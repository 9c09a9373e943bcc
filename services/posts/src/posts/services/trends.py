"""Counting which hashtags are used by more accounts than the day before."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from posts.models import Trend
from posts.selectors.trends import TagUse, tag_names, tag_uses

HALF_LIFE = timedelta(hours=4)
MOST = 100
# Two workers that count at once would write the same rows; readers see the former ones meanwhile.
LOCK = "LOCK TABLE posts_trend IN SHARE ROW EXCLUSIVE MODE"


class Peak(NamedTuple):
    """The highest score of a tag, and when it had it."""

    score: float
    at: datetime


def trends_refresh(now: datetime | None = None) -> None:
    """Count the hashtags of the last two days in public posts, and keep the trending ones."""
    now = now or timezone.now()
    uses = tag_uses(now=now, least=settings.TRENDS_MIN_ACCOUNTS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        peaks = {trend.tag: Peak(trend.peak, trend.peaked_at) for trend in Trend.objects.all()}
        Trend.objects.all().delete()
        trends = _ranked(uses, peaks, now)
        names = tag_names([trend.tag for trend in trends], now=now)
        for trend in trends:
            trend.name = names.get(trend.tag, trend.tag)
        Trend.objects.bulk_create(trends)


def _ranked(uses: Iterable[TagUse], peaks: dict[str, Peak], now: datetime) -> list[Trend]:
    found = [(use, peak_of(use, peaks.get(use.tag), now)) for use in uses]
    scored = [(decayed(peak, now), use, peak) for use, peak in found if peak.score > 0]
    scored.sort(key=lambda each: (-each[0], each[1].tag))
    return [
        Trend(tag=use.tag, rank=rank, accounts_count=use.today, score=score, peak=peak.score, peaked_at=peak.at)
        for rank, (score, use, peak) in enumerate(scored[:MOST], 1)
    ]


def peak_of(use: TagUse, former: Peak | None, now: datetime) -> Peak:
    """Return the peak of a tag after it was counted again."""
    score = spike_of(today=use.today, before=use.before)
    return former if former and decayed(former, now) > score else Peak(score, now)


def spike_of(*, today: int, before: int) -> float:
    """Return by how much more accounts use a tag than expected: (today - before)² / before, with at least 1 before.

    0 if there are not more than before. Source: the term of Pearson's chi-squared test, as Mastodon's trends use it
    (mastodon/mastodon, app/models/trends/tags.rb).
    """
    expected = max(before, 1)
    return (today - expected) ** 2 / expected if today > expected else 0.0


def decayed(peak: Peak, now: datetime) -> float:
    """Return what is left of a score: half of it after each ``HALF_LIFE``."""
    return float(peak.score * 0.5 ** ((now - peak.at) / HALF_LIFE))
