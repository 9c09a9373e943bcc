"""Counts in Redis, in one atomic step; without Redis nothing is counted and every request passes."""

import math
import time
from functools import cache

import structlog
from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from chassis.errors import TooManyRequests
from chassis.http.limits.leases import Leases

REDIS_TIMEOUT_SECONDS = 0.25
REDIS_REST_SECONDS = 1
LEASES_PER_LIMIT = 100
"""A lease is at most a hundredth of a limit: little is lost if it is not used up, and small limits stay exact."""

log = structlog.get_logger(source="limits")


class _Breaker:
    """Does not call Redis for a second after a failure, so that an outage does not slow every request."""

    def __init__(self) -> None:
        self._until = 0.0

    def open(self) -> None:
        self._until = time.monotonic() + REDIS_REST_SECONDS

    def is_open(self) -> bool:
        return time.monotonic() < self._until


_breaker = _Breaker()
_leases = Leases()


def consume(name: str, rate: str, key: str, *, in_leases: bool = False) -> None:
    """Count one use of ``key`` under the limit ``name`` of ``rate`` (times LIMIT_SCALE).

    ``in_leases`` counts several uses in one trip to Redis; such a limit may refuse a little early.
    Raises TooManyRequests when the limit is exceeded. Without Redis every request passes; the gateway has limits, too.
    """
    item = _item(rate, settings.LIMIT_SCALE)
    try:
        if _breaker.is_open() or _is_within(item, name, key, in_leases):
            return
        wait = wait_seconds(item, name, key)
    except RedisError as error:
        _breaker.open()
        log.warning("limits_not_counted", reason=type(error).__name__)
        return
    raise refusal(name, item, wait=wait)


def _is_within(item: RateLimitItem, name: str, key: str, in_leases: bool) -> bool:
    """Count one use and return whether the limit allows it; uses of a lease are counted in this process."""
    most = item.amount // LEASES_PER_LIMIT if in_leases else 1
    if most <= 1:
        return _limiter().hit(item, name, key)
    size = _leases.take((name, key), most)
    if not size:
        return True
    for counted in sorted({size, 1}, reverse=True):
        if _limiter().hit(item, name, key, cost=counted):
            _leases.keep((name, key), counted)
            return True
    _leases.forget((name, key))
    return False


def wait_seconds(item: RateLimitItem, name: str, key: str) -> int:
    """Return after how many seconds, at least 1, an exceeded limit allows one more use if there are no others.

    The previous window counts in proportion to the time left of it. If the present one is full by itself, it must first
    become the previous one.
    """
    window: float = item.get_expiry()
    previous, previous_left, present, present_left = _limiter().storage.get_sliding_window(
        item.key_for(name, key), item.get_expiry()
    )
    room = item.amount - present
    if room > 0:
        wait = previous_left - room * window / previous if previous else 0.0
    else:
        # The counter of the present window expires after two windows.
        wait = present_left - window + (window - item.amount * window / present)
    return max(1, math.floor(wait) + 1)


def refusal(name: str, item: RateLimitItem, *, wait: int) -> TooManyRequests:
    """Return the error for a limit that is exceeded; ``wait`` is in seconds.

    Source: draft-ietf-httpapi-ratelimit-headers-10, RateLimit header fields for HTTP.
    """
    headers = {
        "Retry-After": str(wait),
        "RateLimit": f'"{name}";r=0;t={wait}',
        "RateLimit-Policy": f'"{name}";q={item.amount};w={item.get_expiry()}',
    }
    return TooManyRequests("Too many requests; try again later.", headers=headers)


def refusal_of(name: str, rate: str, *, wait: int) -> TooManyRequests:
    """Return the error for a limit that does not depend on LIMIT_SCALE; ``wait`` is in seconds."""
    return refusal(name, _item(rate, 1), wait=wait)


@cache
def _item(rate: str, scale: float) -> RateLimitItem:
    parsed = parse(rate)
    return type(parsed)(max(1, round(parsed.amount * scale)), parsed.multiples)


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    storage = RedisStorage(
        settings.REDIS_URL,
        key_prefix=f"{settings.SERVICE}:limits",
        socket_timeout=REDIS_TIMEOUT_SECONDS,
        socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),  # the request passes without being counted
    )
    return SlidingWindowCounterRateLimiter(storage)
