"""The home feed: newest first, the posts of the account and of its followees that it may read now.

Candidates come from the account's timeline; whether one is shown is decided in PostgreSQL when the page is read.
"""

from uuid import UUID

from chassis.http.paging import Page, PageQuery, Place
from posts.models import StaleTimeline
from posts.selectors.feed.cards import Render, rendered_cards, true_bodies
from posts.selectors.feed.rows import FeedRow, feed_rows
from posts.selectors.feed.sources import Candidates, from_database, from_timeline
from posts.selectors.items import PostItem
from posts.timelines import Card


class FeedReading:
    """Reads a page of an account's feed, and notes what Redis lacks of it: ``services.feed`` puts that there."""

    def __init__(self, account_id: UUID, render: Render) -> None:
        """Begin, with nothing noted."""
        self.has_timeline = True
        self.new_cards: dict[str, Card] = {}
        self._account_id = account_id
        self._render = render

    def page(self, query: PageQuery) -> Page[PostItem]:
        """Return a page: one round trip to Redis and one query, however many the account follows.

        The page is the same when Redis is empty or unavailable, only slower.
        """
        return query.page_of(self._candidates, newest_first=True)

    def _candidates(self, place: Place, count: int) -> list[tuple[UUID, PostItem | None]]:
        """Return the ``count`` candidates nearest to a place; the item is None if the account may not see it."""
        found, rows = self._found(place, count)
        nearest = sorted({*found.post_ids, *rows}, reverse=not place.is_backwards)[:count]
        shown = [rows[id_] for id_ in nearest if id_ in rows and rows[id_].is_shown]
        bodies = self._bodies(shown, found)
        items = {
            row.id: PostItem(row.id, bodies[row.id], row.shown_likes, row.shown_comments, row.is_liked)
            for row in shown
            if row.id in bodies
        }
        return [(UUID(id_), items.get(id_)) for id_ in nearest]

    def _found(self, place: Place, count: int) -> tuple[Candidates, dict[str, FeedRow]]:
        found = from_timeline(self._account_id, place=place, count=count)
        self.has_timeline = self.has_timeline and found.has_timeline
        rows = feed_rows(self._account_id, found.post_ids, place=place, count=count)
        if found.is_from_timeline and _is_stale(self._account_id, rows):
            found = from_database(self._account_id, place=place, count=count)
            rows = feed_rows(self._account_id, found.post_ids, place=place, count=count)
        return found, rows

    def _bodies(self, shown: list[FeedRow], found: Candidates) -> dict[str, bytes]:
        bodies = true_bodies(shown, found, self._render.shape)
        if outdated := [row.id for row in shown if row.id not in bodies]:
            cards = rendered_cards(self._account_id, outdated, self._render)
            self.new_cards |= cards
            bodies |= {id_: card.body for id_, card in cards.items()}
        return bodies


def _is_stale(account_id: UUID, rows: dict[str, FeedRow]) -> bool:
    """Return whether the timeline has missed an update; every row has this, and only an empty feed costs a query."""
    for row in rows.values():
        return row.is_stale
    return StaleTimeline.objects.filter(account_id=account_id).exists()
