"""The home feed: newest first, the posts of the account and of its followees that it may read now, and their shares.

Candidates come from the account's timeline; whether one is shown is decided in PostgreSQL when the page is read.
"""

from collections.abc import Callable
from uuid import UUID

from chassis.http.paging import Page, PageQuery, Place
from posts.models import StaleTimeline
from posts.selectors.feed.cards import Bodies, Heads, true_bodies
from posts.selectors.feed.repeats import NEARBY, repeated
from posts.selectors.feed.rows import FeedRow, feed_rows, shown_before
from posts.selectors.feed.sources import Candidates, from_database, from_timeline
from posts.selectors.items import PostItem, Quote
from posts.timelines import head_of, key_of, post_of

SPARE = 0.7
"""How many spare entries a page reads for each of its own, because some are not shown: shares of a post that is nearby,
and entries of muted authors. Of the benchmark's pages 2 % need a second reading; 12 % with 0.5, and half with 0.25.
"""


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

        A page with a share of a post that may be nearby takes another query.
        The page is the same when Redis is empty or unavailable, only slower.
        """
        return query.page_of(self._candidates, newest_first=True, spare=int(SPARE * query.limit))

    def _candidates(self, place: Place, count: int) -> list[tuple[UUID, PostItem | None]]:
        """Return the ``count`` candidates nearest to a place; the item is None if the account may not see it."""
        found, rows = self._found(place, count)
        keys = sorted({*map(key_of, found.entries), *rows}, reverse=not place.is_backwards)[:count]
        shown = {key: rows[key] for key in keys if key in rows and rows[key].is_shown}
        left_out = self._repeated(shown, found, _place_before(place, keys, count))
        shown = {key: row for key, row in shown.items() if key not in left_out}
        bodies = self._bodies(list(shown.values()), found)
        items = {key: _item(row, bodies) for key, row in shown.items() if row.id in bodies}
        return [(UUID(key), items.get(key)) for key in keys]

    def _found(self, place: Place, count: int) -> tuple[Candidates, dict[str, FeedRow]]:
        found = from_timeline(self._account_id, place=place, count=count, further=0 if place.is_backwards else NEARBY)
        self.has_timeline = self.has_timeline and found.has_timeline
        rows = feed_rows(self._account_id, found.entries, place=place, count=count)
        if found.is_from_timeline and _is_stale(self._account_id, rows):
            found = from_database(self._account_id, place=place, count=count)
            rows = feed_rows(self._account_id, found.entries, place=place, count=count)
        return found, rows

    def _repeated(self, shown: dict[str, FeedRow], page: Candidates, before: Place | None) -> set[str]:
        """Return the keys of shares whose posts are nearby already.

        ``shown`` is what is shown of a page, and ``before`` the place that its older neighbours follow, if it has any.
        """
        shared = {row.id for row in shown.values() if row.is_share}
        if not shared:
            return set()
        pairs = {(key, row.id) for key, row in shown.items()}
        if before:
            entries = self._entries_before(before, page)
            # Entries that are in no timeline are not among these.
            has_others = any(row.follows_on_read for row in shown.values())
            if has_others or not shared.isdisjoint(map(post_of, entries)):
                pairs |= shown_before(self._account_id, entries, place=before, count=NEARBY)
        return repeated(pairs)

    def _entries_before(self, place: Place, page: Candidates) -> list[str]:
        """Return the NEARBY entries before a place; they come from where those of the page come from."""
        known = [entry for entry in (*page.entries, *page.further) if key_of(entry) < str(place.key)]
        if len(known) >= NEARBY or page.has_all_older:
            return known[:NEARBY]
        source = from_timeline if page.is_from_timeline else from_database
        return source(self._account_id, place=place, count=NEARBY).entries

    def _bodies(self, shown: list[FeedRow], found: Candidates) -> dict[str, bytes]:
        heads = {card.id: head_of(self._shape, *card[1:]) for row in shown for card in row.cards}
        bodies = true_bodies(heads, found)
        missing = {post_id: head for post_id, head in heads.items() if post_id not in bodies}
        return bodies | self._render(missing) if missing else bodies


def _place_before(place: Place, keys: list[str], count: int) -> Place | None:
    """Return the place before which the older neighbours of a page are; None if the page reaches the list's end."""
    if place.is_backwards:
        return Place(UUID(int=UUID(str(place.key)).int + 1))
    return Place(UUID(keys[-1])) if len(keys) == count else None


def _item(row: FeedRow, bodies: dict[str, bytes]) -> PostItem:
    """Return the item of a row whose card is there."""
    body = bodies.get(row.quote_id) if row.quote_id else None
    quote = Quote(row.quote_id, body) if row.quote_id and body else None
    return PostItem(row.id, bodies[row.id], row.for_reader, quote, row.shared_by)


def _is_stale(account_id: UUID, rows: dict[str, FeedRow]) -> bool:
    """Return whether the timeline has missed an update; every row has this, and only an empty feed costs a query."""
    for row in rows.values():
        return row.is_stale
    return StaleTimeline.objects.filter(account_id=account_id).exists()
