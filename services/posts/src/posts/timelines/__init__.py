"""Timelines and cards (rendered posts) in Redis. All of it can be lost and created again.

A timeline is a sorted set per account that orders the ids of posts as text, which for UUIDv7 is their order in time. It
holds candidates: whether the account may read them is decided when they are read. Everything here raises ``Away`` when
Redis does not answer in time.
"""

from posts.timelines.cards import Card, body_of, forget_all_cards, forget_card, get_cards, put_cards
from posts.timelines.changes import add, forget, members, remove
from posts.timelines.connection import Away
from posts.timelines.generation import forget_all
from posts.timelines.making import begin, existing, finish
from posts.timelines.reading import Found, State, read

__all__ = [
    "Away",
    "Card",
    "Found",
    "State",
    "add",
    "begin",
    "body_of",
    "existing",
    "finish",
    "forget",
    "forget_all",
    "forget_all_cards",
    "forget_card",
    "get_cards",
    "members",
    "put_cards",
    "read",
    "remove",
]
