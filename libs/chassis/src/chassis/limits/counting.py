"""Counts in Redis, in one atomic step; without Redis nothing is counted and everything passes."""

import math
import time
from functools import cache

import structlog
from django.conf import settings
from limits import RateLimitItem, parse
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from chassis.errors import TooManyRequests
from chassis.limits.storage import Storage

REDIS_TIMEOUT_SECONDS = 0.25
REDIS_REST_SECONDS = 1

log = structlog.get_logger(source="limits")


class _Breaker:
    """Leaves Redis alone for a second after it failed, so that its absence does not slow every request."""

    def __init__(self) -> None:
        self._until = 0.0

    def open(self) -> None:
        self._until = time.monotonic() + REDIS_REST_SECONDS

    def is_open(self) -> bool:
        return time.monotonic() < self._until


_breaker = _Breaker()


def consume(name: str, rate: str, key: str) -> None:
    """Count one use of ``key`` under the limit ``name`` of ``rate`` (times LIMIT_SCALE).

    Raises TooManyRequests when there is none left. Without Redis everything passes: the gateway limits too.
    """
    item = _item(rate, settings.LIMIT_SCALE)
    try:
        if _breaker.is_open() or _limiter().hit(item, name, key):
            return
        stats = _limiter().get_window_stats(item, name, key)
    except RedisError as error:
        _breaker.open()
        log.warning("limits_not_counted", reason=type(error).__name__)
        return
    raise refusal(name, item, reset_seconds=max(1, math.ceil(stats.reset_time - time.time())))


def refusal(name: str, item: RateLimitItem, *, reset_seconds: int) -> TooManyRequests:
    """Return the error for a limit that is reached, with the headers of the IETF draft on RateLimit fields."""
    headers = {
        "Retry-After": str(reset_seconds),
        "RateLimit": f'"{name}";r=0;t={reset_seconds}',
        "RateLimit-Policy": f'"{name}";q={item.amount};w={item.get_expiry()}',
    }
    return TooManyRequests("Too many requests; try again later.", headers=headers)


@cache
def _item(rate: str, scale: float) -> RateLimitItem:
    parsed = parse(rate)
    return type(parsed)(max(1, round(parsed.amount * scale)), parsed.multiples)


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    prefix = f"{settings.SERVICE}:limits"
    return SlidingWindowCounterRateLimiter(Storage(settings.REDIS_URL, prefix, timeout_seconds=REDIS_TIMEOUT_SECONDS))
