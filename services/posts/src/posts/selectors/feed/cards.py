"""The texts of the posts on a page: from cards that are up to date, otherwise from PostgreSQL."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from posts import timelines
from posts.models import Post
from posts.selectors.feed.rows import CardVersion
from posts.selectors.feed.sources import Candidates
from posts.selectors.items import add_people
from posts.timelines import Card, RedisUnavailable, body_of, post_of


@dataclass(frozen=True)
class Render:
    """How cards are rendered. Shapes are defined above selectors, so the caller passes this in."""

    shape: str
    """The name of the form of bodies; it changes with the form."""
    body_of: Callable[[Post], bytes]
    """Returns the body of a post's card."""


def true_bodies(rows: Sequence[CardVersion], found: Candidates, shape: str) -> dict[str, bytes]:
    """Return the bodies of those cards that are in Redis and were made from the present versions, in this shape."""
    kept = found.cards
    if others := {row.id for row in rows} - {post_of(entry) for entry in found.entries}:
        with suppress(RedisUnavailable):
            kept = kept | timelines.get_cards(others)
    bodies = {
        row.id: body_of(kept.get(row.id), shape=shape, post_version=row.version, author_version=row.author_version)
        for row in rows
    }
    return {id_: body for id_, body in bodies.items() if body}


def rendered_cards(account_id: UUID, post_ids: Sequence[str], render: Render) -> dict[str, Card]:
    """Render posts, and check again who may read them: they may have changed since they were looked up."""
    posts = list(Post.objects.visible_to(account_id).filter(id__in=post_ids))
    people = add_people(posts)
    cards = {}
    for post in posts:
        author = people.get(post.author_id)
        cards[str(post.id)] = Card(render.shape, post.version, author.version if author else None, render.body_of(post))
    return cards
