"""Temporary faults; a message whose handling meets one is retried without limit and never dead-lettered."""

import redis.exceptions


class Transient(Exception):
    """Raised by a handler that cannot do its work now for a reason outside of the event; the event is retried later."""


PASSING_FAULTS = (
    Transient,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.OutOfMemoryError,  # type: ignore[attr-defined]
    redis.exceptions.ReadOnlyError,
)
