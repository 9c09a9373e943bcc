"""Timelines and cards (rendered posts) in Redis. All of it can be lost and created again.

A timeline is a sorted set per account that orders the ids of posts, and shares of posts (``entries``), as text, which
for UUIDv7 is their order in time. It holds candidates: whether the account may read them is decided when they are read.
Everything here raises ``RedisUnavailable`` when Redis does not answer in time.
"""

from posts.timelines.cards import (
    Card,
    Claim,
    body_of,
    claim_cards,
    delete_all_cards,
    delete_card,
    get_cards,
    head_of,
    put_cards,
)
from posts.timelines.changes import add, delete, members, remove, shares
from posts.timelines.connection import RedisUnavailable
from posts.timelines.creation import begin, existing, finish
from posts.timelines.entries import is_share, key_of, post_of, share_entry
from posts.timelines.generation import invalidate_all
from posts.timelines.reading import Found, State, read

__all__ = [
    "Card",
    "Claim",
    "Found",
    "RedisUnavailable",
    "State",
    "add",
    "begin",
    "body_of",
    "claim_cards",
    "delete",
    "delete_all_cards",
    "delete_card",
    "existing",
    "finish",
    "get_cards",
    "head_of",
    "invalidate_all",
    "is_share",
    "key_of",
    "members",
    "post_of",
    "put_cards",
    "read",
    "remove",
    "share_entry",
    "shares",
]
