"""The texts of the posts on a page: from cards that are up to date, otherwise from PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from chassis.database.prepared import Prepared
from posts import timelines
from posts.models import Post
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


Heads = Mapping[str, bytes]
"""How the cards begin that are up to date, by the ids of their posts."""
Bodies = dict[str, bytes]
"""The bodies of cards, by the ids of their posts."""


def true_bodies(heads: Heads, found: Candidates) -> Bodies:
    """Return the bodies of those cards that are in Redis and up to date."""
    kept = found.cards
    if others := heads.keys() - {post_of(entry) for entry in found.entries}:
        with suppress(RedisUnavailable):
            kept = kept | timelines.get_cards(others)
    bodies = {post_id: body_of(kept.get(post_id), head) for post_id, head in heads.items()}
    return {post_id: body for post_id, body in bodies.items() if body}


def rendered_cards(account_id: UUID, post_ids: Sequence[str], render: Render) -> dict[str, Card]:
    """Render posts, and check again who may read them: they may have changed since they were looked up."""
    posts = _readable_posts(account_id, [UUID(each) for each in post_ids])
    people = add_people(posts)
    cards = {}
    for post in posts:
        author = people.get(post.author_id)
        cards[str(post.id)] = Card(render.shape, post.version, author.version if author else None, render.body_of(post))
    return cards


@Prepared
def _readable_posts(account_id: UUID, post_ids: list[UUID]) -> QuerySet:
    return Post.objects.visible_to(account_id).among(post_ids)
