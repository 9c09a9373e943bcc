"""Reading a page of a timeline and its cards in one round trip."""

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from chassis.http.paging import Place
from posts.timelines.creation import TTL_SECONDS
from posts.timelines.entries import post_of
from posts.timelines.generation import run_on
from posts.timelines.keys import BUILDING, CARDS, END

OPEN = """
local place, count, further, ttl, building, cards = unpack(args)
local top = redis.call('ZREVRANGE', timeline, 0, 0)[1]
if not top then return {'missing'} end
if string.sub(top, 1, 1) == building then return {'building'} end
redis.call('EXPIRE', timeline, ttl)
"""

OLDER = """
local entries = redis.call('ZREVRANGEBYLEX', timeline, place, '-', 'LIMIT', 0, count + further)
"""

# Between the place and its oldest member the timeline may lack posts.
NEWER = """
if '(' .. redis.call('ZRANGE', timeline, 0, 0)[1] > place then return {'short'} end
local entries = redis.call('ZRANGEBYLEX', timeline, place, '+', 'LIMIT', 0, count + further)
"""

CARDS_OF_POSTS = """
local keys = {}
for i = 1, math.min(count, #entries) do keys[i] = cards .. string.sub(entries[i], -36) end
return {'ready', entries, #keys > 0 and redis.call('MGET', unpack(keys)) or {}}
"""


class State(Enum):
    """The state of a timeline."""

    MISSING = b"missing"
    BUILDING = b"building"
    READY = b"ready"
    SHORT = b"short"
    """It does not reach back to the place."""


@dataclass(frozen=True)
class Found:
    """What a timeline holds beyond a place, the nearest first, with the cards that are there, as Redis keeps them."""

    state: State
    entries: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    """The entries beyond these, without their cards."""
    cards: dict[str, bytes] = field(default_factory=dict)
    """By the ids of posts."""
    is_end: bool = False
    """Whether there are no more entries, neither here nor in the database."""


def read(account_id: UUID, *, place: Place, count: int, further: int = 0) -> Found:
    """Return up to ``count`` entries nearest to a place, and ``further`` ones; this extends its expiry by a week."""
    # A share at the place sorts after its key, and before the key with the last character of ASCII.
    start = f"({place.key}{'~' if place.is_backwards else ''}" if place.key else "+"
    # One more than asked for: the mark of the end comes right after the last entry.
    arguments = [start, count, further + 1, TTL_SECONDS, BUILDING, CARDS]
    script = OPEN + (NEWER if place.is_backwards else OLDER) + CARDS_OF_POSTS
    state, *found = run_on([account_id], script, arguments)
    if state != State.READY.value:
        return Found(State(state))
    names, values = found
    is_end = place.is_backwards or END.encode() in names
    entries = [name.decode() for name in names if name != END.encode()]
    cards = {post_of(entry): value for entry, value in zip(entries, values, strict=False) if value}
    return Found(State.READY, entries[:count], entries[count : count + further], cards, is_end)
