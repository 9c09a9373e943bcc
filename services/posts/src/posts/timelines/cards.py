"""Cards: the parts of a post that are the same for every reader, stored in Redis with their versions.

What a card looks like is defined by the shape ``PostCardOut`` (``posts.serializers.posts``).
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from posts.timelines.connection import breaker, client, run
from posts.timelines.keys import CARDS, FLOORS, card_key, claim_key, floor_key

TTL_SECONDS = 24 * 3600
KEYS_AT_ONCE = 1000
FLOOR_SECONDS = 600
"""Far longer than any request takes between reading a post and storing its card."""
CLAIM_MILLISECONDS = 1000
"""After this time a card that a request has claimed and not stored can be claimed again."""

PUT = """
for i = 1, #KEYS, 3 do
  local version, card = ARGV[(i + 2) / 3 * 2], ARGV[(i + 2) / 3 * 2 + 1]
  local floor = tonumber(redis.call('GET', KEYS[i + 1]) or 0)
  if tonumber(version) >= floor then redis.call('SET', KEYS[i], card, 'EX', ARGV[1]) end
  redis.call('DEL', KEYS[i + 2])
end
"""
CLAIM = """
local answers = {}
for i = 1, #KEYS, 2 do
  local head, card = ARGV[(i + 3) / 2], redis.call('GET', KEYS[i])
  if card and string.sub(card, 1, #head) == head then
    answers[#answers + 1] = card
  else
    answers[#answers + 1] = redis.call('SET', KEYS[i + 1], '', 'NX', 'PX', ARGV[1]) and 1 or 0
  end
end
return answers
"""
DELETE = """
redis.call('DEL', KEYS[1])
local floor = tonumber(redis.call('GET', KEYS[2]) or 0)
if tonumber(ARGV[1]) > floor then redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2]) end
"""


class Card(NamedTuple):
    """A rendered post, as JSON. It holds as long as the post and its author still have these versions."""

    shape: str
    """The name of the form of ``body``: another version of this service may render posts in another form."""
    post_version: int
    author_version: int | None
    """None if the author was not known here."""
    body: bytes

    def dumps(self) -> bytes:
        """Return what Redis keeps: a JSON array of the shape with the versions, and the body."""
        return head_of(self.shape, self.post_version, self.author_version) + self.body + b"]"


class Claim(NamedTuple):
    """What has become of cards that a request needs; those that are in neither are being rendered by other requests."""

    bodies: dict[str, bytes]
    """The bodies of those that are there, by the ids of the posts."""
    to_render: list[str]
    """Those that this request must render, and store within ``CLAIM_MILLISECONDS``."""


def body_of(kept: bytes | None, head: bytes) -> bytes | None:
    """Return the body of a card that Redis keeps, unparsed; None unless it begins with this ``head_of`` versions."""
    return kept[len(head) : -1] if kept and kept.startswith(head) else None


def head_of(shape: str, post_version: int, author_version: int | None) -> bytes:
    """Return how Redis keeps the beginning of a card of this shape and these versions."""
    # Versions of this service that know no shapes find a text where they expect the post's version, and render again.
    author = b"null" if author_version is None else b"%d" % author_version
    return b'["%s %d",%s,' % (shape.encode(), post_version, author)


def get_cards(post_ids: Collection[str]) -> dict[str, bytes]:
    """Return the cards that are there, as Redis keeps them."""
    with breaker.guard():
        values = client().mget([card_key(post_id) for post_id in post_ids]) if post_ids else []
    return {post_id: value for post_id, value in zip(post_ids, values, strict=True) if value}


def claim_cards(heads: Mapping[str, bytes]) -> Claim:
    """Return the cards of posts that begin with these heads, and claim those that nobody else renders now.

    Cards are claimed one by one, so of two requests that lack different cards each renders some and waits for others.
    """
    keys = [key for post_id in heads for key in (card_key(post_id), claim_key(post_id))]
    answers = dict(zip(heads, run(CLAIM, keys, [CLAIM_MILLISECONDS, *heads.values()]), strict=True))
    bodies = {post_id: body_of(kept, heads[post_id]) for post_id, kept in answers.items() if isinstance(kept, bytes)}
    to_render = [post_id for post_id, answer in answers.items() if answer == 1]
    return Claim({post_id: body for post_id, body in bodies.items() if body}, to_render)


def put_cards(cards: Mapping[str, Card]) -> None:
    """Store cards for a day, except those of versions that ``delete_card`` has forbidden; end the claims of all."""
    if not cards:
        return
    keys = [key for post_id in cards for key in (card_key(post_id), floor_key(post_id), claim_key(post_id))]
    values = [value for card in cards.values() for value in (card.post_version, card.dumps())]
    run(PUT, keys, [TTL_SECONDS, *values])


def delete_card(post_id: UUID, *, version: int) -> None:
    """Delete a post's card, so that Redis keeps no text that was edited or deleted.

    For some minutes no card of a lower version can be stored, because a reader may have rendered one before the change.
    """
    run(DELETE, [card_key(post_id), floor_key(post_id)], [version, FLOOR_SECONDS])


def delete_all_cards() -> None:
    """Delete every card and floor."""
    with breaker.guard():
        for kind in (CARDS, FLOORS):
            for keys in _some(client().scan_iter(match=f"{kind}*", count=KEYS_AT_ONCE)):
                client().unlink(*keys)


def _some(keys: Iterator[bytes]) -> Iterator[list[bytes]]:
    while some := list(islice(keys, KEYS_AT_ONCE)):
        yield some
