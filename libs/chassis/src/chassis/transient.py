"""Faults that pass by themselves; a message that meets one is retried without limit and never becomes a dead letter."""

import redis.exceptions


class Transient(Exception):
    """A handler cannot do its work now, through no fault of the event; raise it and the event comes again later."""


PASSING_FAULTS = (
    Transient,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.OutOfMemoryError,  # type: ignore[attr-defined]
    redis.exceptions.ReadOnlyError,
)
