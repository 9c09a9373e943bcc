"""The place to poll from, as long as items with older keys may still be committed.

A key is generated before its row is committed, and a post is committed before it is fanned out. An item may therefore
appear after one with a newer key was shown. For some seconds the place is older than such fresh items, and the cursor
lists those that were shown.
"""

import hashlib
import time
from collections.abc import Sequence
from uuid import UUID

from chassis.http.paging.cursors import TAIL_BYTES, Place
from chassis.http.paging.page import Key

LATE_COMMIT_SECONDS = 10
"""After this time no item with an older key appears any more."""
MAX_SEEN = 200
"""How many shown items a cursor lists at most; it is part of an address."""


def is_stable(key: Key) -> bool:
    """Return whether a UUIDv7 is so old that all older ones are visible; other keys contain no time."""
    return not isinstance(key, UUID) or key.int < lowest_unstable().int


def lowest_unstable() -> UUID:
    """Return the lowest UUIDv7 of the time from which on items may still be missing."""
    return UUID(int=int((time.time() - LATE_COMMIT_SECONDS) * 1000) << 80)


def stable_before(key: Key) -> UUID:
    """Return a key below which nothing was missing when ``key`` was generated; the same for every read of a list."""
    return UUID(int=max(0, (key.int >> 80) - LATE_COMMIT_SECONDS * 1000) << 80)


def tail(key: Key) -> bytes:
    """Return a short hash of a key, to recognise it; an item that gets another key counts as new."""
    return hashlib.sha256(key.bytes).digest()[:TAIL_BYTES] if isinstance(key, UUID) else b""


def place_before(shown: Sequence[Key], *, base: Key) -> Place:
    """Return the place to poll from: older than all fresh items of ``shown``, the nearest to ``base`` first.

    Beyond ``base``, ``shown`` are all items up to the last.
    """
    stable = [at for at, key in enumerate(shown, 1) if is_stable(key)]
    start = max(stable[-1] if stable else 0, len(shown) - MAX_SEEN)
    key = shown[start - 1] if start else base
    return Place(key, is_backwards=True, seen=tuple(tail(each) for each in shown[start:]))
