"""Reading the home feed, which leaves in Redis what was missing there."""

from contextlib import suppress
from functools import partial
from time import monotonic, sleep
from uuid import UUID

from chassis.http.paging import Page, PageQuery
from posts import timelines
from posts.metrics import cards_rendered_total
from posts.selectors.feed import FeedReading
from posts.selectors.feed.cards import Bodies, Heads, Render, rendered_cards
from posts.selectors.items import PostItem
from posts.services.timelines import timeline_ensure
from posts.timelines import Card, RedisUnavailable

WAIT_SECONDS = 1.5
"""How long a request waits for cards that others render: somewhat longer than a claim of a killed process lasts."""
POLL_SECONDS = 0.01


def feed_read(*, account_id: UUID, query: PageQuery, render: Render) -> Page[PostItem]:
    """Return a page of an account's feed. ``render`` is how cards are rendered."""
    reading = FeedReading(account_id, render.shape, partial(cards_ensure, account_id=account_id, render=render))
    page = reading.page(query)
    if not reading.has_timeline:
        with suppress(RedisUnavailable):
            timeline_ensure(account_id=account_id)
    return page


def cards_ensure(missing: Heads, *, account_id: UUID, render: Render) -> Bodies:
    """Return the bodies of cards that were missing, and store them; posts that the account may not read are left out.

    However many requests need a card, one of them renders it and the others wait. After ``WAIT_SECONDS``, or without
    Redis, each renders for itself. See ADR 175.
    """
    bodies: Bodies = {}
    left, deadline = dict(missing), monotonic() + WAIT_SECONDS
    with suppress(RedisUnavailable):
        while left and monotonic() < deadline:
            claim = timelines.claim_cards(left)
            cards = _rendered(account_id, claim.to_render, render)
            bodies |= claim.bodies | {post_id: card.body for post_id, card in cards.items()}
            left = {post_id: left[post_id] for post_id in left.keys() - claim.bodies.keys() - {*claim.to_render}}
            timelines.put_cards(cards)
            if left and not claim.to_render:
                sleep(POLL_SECONDS)
    return bodies | {post_id: card.body for post_id, card in _rendered(account_id, [*left], render).items()}


def _rendered(account_id: UUID, post_ids: list[str], render: Render) -> dict[str, Card]:
    if not post_ids:
        return {}
    cards_rendered_total.inc(len(post_ids))
    return rendered_cards(account_id, post_ids, render)
