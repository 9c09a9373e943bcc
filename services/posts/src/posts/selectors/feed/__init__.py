"""The home feed: newest first, what the account and those it follows have posted, as far as it may read it now.

Candidates come from the account's timeline; whether one is shown is decided in PostgreSQL when the page is read.
"""

from functools import partial
from uuid import UUID

from chassis.http.paging import Page, PageQuery, Place
from posts.models import StaleTimeline
from posts.selectors.feed.cards import bodies
from posts.selectors.feed.rows import FeedRow, feed_rows
from posts.selectors.feed.sources import Candidates, from_database, from_timeline
from posts.selectors.items import PostItem


def feed_for_account(*, account_id: UUID, query: PageQuery) -> Page[PostItem]:
    """Return a page of an account's feed: one round trip to Redis and one query, however many it follows.

    It is the same page when Redis is empty or away, only slower.
    """
    return query.page_of(partial(_candidates, account_id), newest_first=True)


def _candidates(account_id: UUID, place: Place, count: int) -> list[tuple[UUID, PostItem | None]]:
    """Return the ``count`` candidates nearest to a place; the item is None where the account may not see it."""
    found: Candidates = from_timeline(account_id, place=place, count=count)
    rows = feed_rows(account_id, found.post_ids, place=place, count=count)
    if found.is_from_timeline and _is_stale(account_id, rows):
        found = from_database(account_id, place=place, count=count)
        rows = feed_rows(account_id, found.post_ids, place=place, count=count)
    nearest = sorted({*found.post_ids, *rows}, reverse=not place.is_backwards)[:count]
    shown = [rows[id_] for id_ in nearest if id_ in rows and rows[id_].is_shown]
    words = bodies(account_id, shown, found)
    items = {
        row.id: PostItem(words[row.id], row.likes_count, row.comments_count, row.is_liked)
        for row in shown
        if row.id in words
    }
    return [(id_, items.get(id_)) for id_ in nearest]


def _is_stale(account_id: UUID, rows: dict[UUID, FeedRow]) -> bool:
    """Return whether the timeline has missed something; every row says so, and only an empty feed costs a query."""
    for row in rows.values():
        return row.is_stale
    return StaleTimeline.objects.filter(account_id=account_id).exists()
