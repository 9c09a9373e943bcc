"""Reading the home feed, which leaves in Redis what was missing there."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from chassis.http.paging import Page, PageQuery
from posts import timelines
from posts.selectors.feed import FeedReading
from posts.selectors.feed.cards import Render
from posts.selectors.items import PostItem
from posts.services.timelines import timeline_ensure
from posts.timelines import Card, RedisUnavailable


def feed_read(*, account_id: UUID, query: PageQuery, render: Render) -> Page[PostItem]:
    """Return a page of an account's feed. ``render`` is how cards are rendered."""
    reading = FeedReading(account_id, render)
    page = reading.page(query)
    with suppress(RedisUnavailable):
        if not reading.has_timeline:
            timeline_ensure(account_id=account_id)
        cards_ensure(reading.new_cards)
    return page


def cards_ensure(cards: Mapping[str, Card]) -> None:
    """Keep cards that a reading had to render. Raises RedisUnavailable."""
    timelines.put_cards(cards)
