"""The connection to Redis: calls have a short timeout, and after a fault Redis is not called for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from time import monotonic
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError
from redis.retry import Retry

from chassis.events.inbox import Transient
from chassis.transient import PASSING_FAULTS

TIMEOUT_SECONDS = 0.25
FIRST_PAUSE_SECONDS = 0.25
MAX_PAUSE_SECONDS = 3.0
"""How long Redis is not called after a fault; each consecutive fault doubles the time."""
PROBE_SECONDS = 2 * TIMEOUT_SECONDS


class RedisUnavailable(Transient):
    """Redis does not answer. A request continues without it; an event is retried later."""


class Breaker:
    """Does not call Redis for a while after a fault, so that few requests wait for a timeout in an outage."""

    def __init__(self) -> None:
        self.closed_until = 0.0
        self._faults = 0

    def reset(self) -> None:
        """Clear the fault."""
        self.closed_until, self._faults = 0.0, 0

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Run the block. Raises RedisUnavailable for a fault of Redis, and without running it soon after a fault."""
        now = monotonic()
        if now < self.closed_until:
            raise RedisUnavailable("Redis was unavailable just now")
        if self.closed_until:
            self.closed_until = now + PROBE_SECONDS  # only this call tries; the others wait for its result
        try:
            yield
        except PASSING_FAULTS as error:
            pause = min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(self._faults, 10))
            self._faults += 1
            self.closed_until = monotonic() + pause
            raise RedisUnavailable("Redis is unavailable") from error
        if self.closed_until:
            self.reset()


breaker = Breaker()


@cache
def client() -> redis.Redis:
    """Return the client of this process.

    It reopens a connection that the server has closed, and retries nothing else.
    """
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
    )


def run(script: str, keys: list[str], arguments: list[object]) -> Any:
    """Run a Lua script on Redis, where it is atomic, and return its answer. Raises RedisUnavailable."""
    with breaker.guard():
        return _loaded(script)(keys=keys, args=arguments)


@cache
def _loaded(script: str) -> redis.commands.core.Script:
    return client().register_script(script)
