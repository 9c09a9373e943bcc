"""Cards: what of a post looks the same to every reader, kept in Redis with the versions that it was made from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from posts.models import Post
from posts.timelines.connection import breaker, client, run
from posts.timelines.keys import CARDS, FLOORS, card_key, floor_key
from relations.people.models import Person
from relations.people.selectors import card as author_card

TTL_SECONDS = 24 * 3600
KEYS_AT_ONCE = 1000
FLOOR_SECONDS = 600
"""Far longer than any request takes between reading a post and putting its card."""

PUT = """
for i = 1, #KEYS, 2 do
  local floor = tonumber(redis.call('GET', KEYS[i + 1]) or 0)
  if tonumber(ARGV[i + 1]) >= floor then redis.call('SET', KEYS[i], ARGV[i + 2], 'EX', ARGV[1]) end
end
"""
FORGET = """
redis.call('DEL', KEYS[1])
local floor = tonumber(redis.call('GET', KEYS[2]) or 0)
if tonumber(ARGV[1]) > floor then redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2]) end
"""


@dataclass(frozen=True)
class Card:
    """A rendered post. It holds as long as the post and its author still have these versions."""

    post_version: int
    author_version: int | None
    """None when the author was not known here."""
    body: dict[str, Any]

    def dumps(self) -> str:
        """Return it as text."""
        return json.dumps([self.post_version, self.author_version, self.body], separators=(",", ":"))

    @classmethod
    def loads(cls, text: bytes) -> "Card":
        """Return the card that the text holds."""
        return cls(*json.loads(text))


def post_card(post: Post, author: Person | None) -> Card:
    """Render a post: everything of the shape ``post`` but the counts and what depends on the reader."""
    body = {
        "id": str(post.id),
        "author": author_card(author) if author else unknown_author(post.author_id),
        "title": post.title,
        "text": post.text,
        "content_warning": post.content_warning,
        "language": post.language,
        "visibility": post.visibility,
        "created_at": _time(post.created_at),
        "edited_at": _time(post.edited_at),
    }
    return Card(post.version, author.version if author else None, body)


def unknown_author(account_id: UUID) -> dict[str, Any]:
    """Return the card of an account of which nothing is known here yet but its id."""
    return {"id": str(account_id), "username": "", "display_name": "", "avatar": None}


def get_cards(post_ids: Iterable[UUID]) -> dict[UUID, Card]:
    """Return the cards that are there."""
    wanted = list(post_ids)
    with breaker.guard():
        values = client().mget([card_key(post_id) for post_id in wanted]) if wanted else []
    return {post_id: Card.loads(value) for post_id, value in zip(wanted, values, strict=True) if value}


def put_cards(cards: Mapping[UUID, Card]) -> None:
    """Keep cards for a day, but those of versions that ``forget_card`` has forbidden."""
    if not cards:
        return
    keys = [key for post_id in cards for key in (card_key(post_id), floor_key(post_id))]
    values = [value for card in cards.values() for value in (card.post_version, card.dumps())]
    run(PUT, keys, [TTL_SECONDS, *values])


def forget_card(post_id: UUID, *, version: int) -> None:
    """Forget a post's card, so that Redis keeps no words that were edited or deleted.

    For some minutes no card of a lower version can be put: a reader may have rendered one before the change.
    """
    run(FORGET, [card_key(post_id), floor_key(post_id)], [version, FLOOR_SECONDS])


def forget_all_cards() -> None:
    """Forget every card, and what may be put."""
    with breaker.guard():
        for kind in (CARDS, FLOORS):
            for keys in _some(client().scan_iter(match=f"{kind}*", count=KEYS_AT_ONCE)):
                client().unlink(*keys)


def _some(keys: Iterator[bytes]) -> Iterator[list[bytes]]:
    while some := list(islice(keys, KEYS_AT_ONCE)):
        yield some


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
