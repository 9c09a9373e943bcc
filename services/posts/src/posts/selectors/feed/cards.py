"""The words of the posts on a page: from cards that are still true, and else from PostgreSQL."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from posts import timelines
from posts.models import Post
from posts.selectors.feed.rows import FeedRow
from posts.selectors.feed.sources import Candidates
from posts.timelines import Away, Card
from relations.people.selectors import people_by_id


def bodies(account_id: UUID, rows: Sequence[FeedRow], found: Candidates) -> dict[UUID, dict[str, Any]]:
    """Return the body of each post; one that the account may no longer see by now is left out."""
    cards = dict(found.cards)
    if others := {row.id for row in rows} - set(found.post_ids):
        with suppress(Away):
            cards |= timelines.get_cards(others)
    outdated = [row.id for row in rows if not _is_true(cards.get(row.id), row)]
    if outdated:
        rendered = _render(account_id, outdated)
        cards = {id_: card for id_, card in cards.items() if id_ not in outdated} | rendered
        with suppress(Away):
            timelines.put_cards(rendered)
    return {row.id: cards[row.id].body for row in rows if row.id in cards}


def _is_true(card: Card | None, row: FeedRow) -> bool:
    return card is not None and (card.post_version, card.author_version) == (row.version, row.author_version)


def _render(account_id: UUID, post_ids: Sequence[UUID]) -> dict[UUID, Card]:
    """Render posts, asking again who may see them: they may have changed since they were looked up."""
    posts = list(Post.objects.in_feed_of(account_id).filter(id__in=post_ids))
    people = people_by_id(post.author_id for post in posts)
    return {post.id: timelines.post_card(post, people.get(post.author_id)) for post in posts}
