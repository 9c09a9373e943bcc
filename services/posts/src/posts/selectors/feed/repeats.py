"""Shares of what the feed shows nearby already are left out."""

from collections import deque
from collections.abc import Collection

NEARBY = 40
"""A share is left out if its post is among so many entries before it in time."""


def repeated(entries: Collection[tuple[str, str]]) -> set[str]:
    """Return the keys of the shares that are left out, of the keys of entries with their posts.

    A post by itself is never left out. It is decided from the oldest one on: what is left out repeats nothing itself.
    """
    nearby: deque[str] = deque(maxlen=NEARBY)
    left_out = set()
    for key, post_id in sorted(entries):
        if key != post_id and post_id in nearby:
            left_out.add(key)
        else:
            nearby.append(post_id)
    return left_out
