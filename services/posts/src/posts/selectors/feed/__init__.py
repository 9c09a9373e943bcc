"""The home feed: newest first, the posts of the account and of its followees that it may read now, and their shares.

Candidates come from the account's timeline; whether one is shown is decided in PostgreSQL when the page is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from chassis.http.paging import Page, PageQuery, Place
from posts.models import StaleTimeline
from posts.selectors.feed.cards import Bodies, Heads, true_bodies
from posts.selectors.feed.repeats import NEARBY, repeated
from posts.selectors.feed.rows import FeedRow, feed_rows, shown_posts
from posts.selectors.feed.shares import merged_shares, shown_pairs, shown_shares
from posts.selectors.feed.sources import Candidates, from_database, from_timeline
from posts.selectors.items import PostItem, Quote
from posts.timelines import head_of, key_of

SPARE = 2
"""A page reads one spare entry for each ``SPARE`` entries, because some are not shown: shares of a post that is nearby,
and entries of muted authors. With one for each four, half of the pages of the benchmark needed a second reading.
"""


@dataclass(frozen=True)
class Entries:
    """Entries of a feed, the nearest to a place first."""

    keys: list[str]
    rows: dict[str, FeedRow]
    """The rows of their posts, by the keys of the entries."""
    sharers: dict[str, dict[str, Any]]
    """The cards of those who share, by the keys of the shares."""
    found: Candidates

    @cached_property
    def shown(self) -> dict[str, FeedRow]:
        """The rows of those that the account may see, in their order."""
        return {key: self.rows[key] for key in self.keys if key in self.rows and self.rows[key].is_shown}


class FeedReading:
    """Reads a page of an account's feed, and notes whether there is a timeline; ``services.feed`` creates it."""

    def __init__(self, account_id: UUID, shape: str, render: Callable[[Heads], Bodies]) -> None:
        """Begin, with nothing noted. ``render`` is called with those cards of this shape that Redis lacks."""
        self.has_timeline = True
        self._account_id = account_id
        self._shape = shape
        self._render = render

    def page(self, query: PageQuery) -> Page[PostItem]:
        """Return a page: one round trip to Redis and one query, however many the account follows.

        A page with shares takes more, but not more for each share.
        The page is the same when Redis is empty or unavailable, only slower.
        """
        return query.page_of(self._candidates, newest_first=True, spare=query.limit // SPARE)

    def _candidates(self, place: Place, count: int) -> list[tuple[UUID, PostItem | None]]:
        """Return the ``count`` candidates nearest to a place; the item is None if the account may not see it."""
        entries = self._entries(place, count)
        left_out = self._repeated(entries, place, count)
        shown = {key: row for key, row in entries.shown.items() if key not in left_out}
        bodies = self._bodies(list(shown.values()), entries.found)
        items = {key: _item(row, bodies, entries.sharers.get(key)) for key, row in shown.items() if row.id in bodies}
        return [(UUID(key), items.get(key)) for key in entries.keys]

    def _entries(self, place: Place, count: int) -> Entries:
        """Return the ``count`` entries nearest to a place, with the rows of their posts."""
        found, rows = self._found(place, count)
        shares = {*found.shares, *self._merged(rows, place, count)}
        shared, sharers = shown_shares(self._account_id, shares)
        keys = {*map(key_of, found.entries), *map(key_of, shares), *rows}
        nearest = sorted(keys, reverse=not place.is_backwards)[:count]
        return Entries(nearest, rows | shared, sharers, found)

    def _merged(self, rows: dict[str, FeedRow], place: Place, count: int) -> list[str]:
        for row in rows.values():
            return row.merged_shares
        return merged_shares(self._account_id, place=place, count=count)

    def _repeated(self, entries: Entries, place: Place, count: int) -> set[str]:
        """Return the keys of shares whose posts are nearby already; reads what is before them only if there are any."""
        if not any(key in entries.sharers for key in entries.shown):
            return set()
        pairs = {(key, row.id) for key, row in entries.shown.items()}
        if place.is_backwards:
            pairs |= self._pairs_before(Place(UUID(int=UUID(str(place.key)).int + 1)), entries.found)
        elif len(entries.keys) == count:
            pairs |= self._pairs_before(Place(UUID(entries.keys[-1])), entries.found)
        return repeated(sorted(pairs, reverse=True))

    def _pairs_before(self, place: Place, page: Candidates) -> set[tuple[str, str]]:
        """Return the NEARBY entries before a place that are shown: their keys, with their posts.

        They come from where those of the page come from.
        """
        source = from_timeline if page.is_from_timeline else from_database
        found = source(self._account_id, place=place, count=NEARBY)
        posts = shown_posts(self._account_id, found.post_ids, place=place, count=NEARBY)
        merged = next(iter(posts.values()), None)
        if merged is None:
            merged = merged_shares(self._account_id, place=place, count=NEARBY)
        shares = {*found.shares, *merged}
        pairs = {(post, post) for post in posts} | shown_pairs(self._account_id, shares)
        keys = {*map(key_of, found.entries), *map(key_of, shares), *posts}
        nearest = {*sorted(keys, reverse=True)[:NEARBY]}
        return {pair for pair in pairs if pair[0] in nearest}

    def _found(self, place: Place, count: int) -> tuple[Candidates, dict[str, FeedRow]]:
        found = from_timeline(self._account_id, place=place, count=count)
        self.has_timeline = self.has_timeline and found.has_timeline
        rows = feed_rows(self._account_id, found.post_ids, place=place, count=count)
        if found.is_from_timeline and _is_stale(self._account_id, rows):
            found = from_database(self._account_id, place=place, count=count)
            rows = feed_rows(self._account_id, found.post_ids, place=place, count=count)
        return found, rows

    def _bodies(self, shown: list[FeedRow], found: Candidates) -> dict[str, bytes]:
        heads = {card.id: head_of(self._shape, *card[1:]) for row in shown for card in row.cards}
        bodies = true_bodies(heads, found)
        missing = {post_id: head for post_id, head in heads.items() if post_id not in bodies}
        return bodies | self._render(missing) if missing else bodies


def _item(row: FeedRow, bodies: dict[str, bytes], shared_by: dict[str, Any] | None) -> PostItem:
    """Return the item of a row whose card is there."""
    body = bodies.get(row.quote_id) if row.quote_id else None
    quote = Quote(row.quote_id, body) if row.quote_id and body else None
    return PostItem(row.id, bodies[row.id], row.for_reader, quote, shared_by)


def _is_stale(account_id: UUID, rows: dict[str, FeedRow]) -> bool:
    """Return whether the timeline has missed an update; every row has this, and only an empty feed costs a query."""
    for row in rows.values():
        return row.is_stale
    return StaleTimeline.objects.filter(account_id=account_id).exists()
