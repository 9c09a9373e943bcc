"""What is in Redis, for tests that look there."""

from uuid import UUID

from posts.timelines.connection import client
from posts.timelines.keys import GENERATION, TIMELINES


def timeline_key(account_id: UUID) -> str:
    """Return the key of an account's timeline, in the present generation."""
    return f"{TIMELINES}{client().get(GENERATION).decode()}:{account_id}"


def everything() -> bytes:
    """Return all that Redis holds, keys and values."""
    found = b""
    for key in client().scan_iter():
        found += key + (client().get(key) if client().type(key) == b"string" else b"")
    return found
