"""How often a caller may ask: counted per account or address, in Redis, in one atomic step."""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import structlog
from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError
from rest_framework.request import Request

from chassis.errors import TooManyRequests

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REDIS_TIMEOUT_SECONDS = 0.25
REDIS_REST_SECONDS = 1

log = structlog.get_logger(source="limits")


@dataclass(frozen=True)
class Limit:
    """A named limit, e.g. ``60/minute``, for accounts, for addresses, or for both; ``methods`` says where it counts."""

    name: str
    per_account: str | None = None
    per_address: str | None = None
    methods: frozenset[str] = UNSAFE_METHODS


GENERAL = (
    Limit("read", per_account="1200/minute", methods=SAFE_METHODS),
    Limit("write", per_account="300/minute", methods=UNSAFE_METHODS),
)
ANONYMOUS = Limit("anonymous", per_address="300/minute")


def limit(
    name: str,
    *,
    per_account: str | None = None,
    per_address: str | None = None,
    methods: Iterable[str] = UNSAFE_METHODS,
) -> Callable[[type], type]:
    """Decorate a view with a limit besides the general ones; by default it counts unsafe methods."""
    added = Limit(name, per_account, per_address, frozenset(methods))

    def decorate(view: type) -> type:
        view.limits = (*view.limits, added)
        return view

    return decorate


def enforce(request: Request, named: Iterable[Limit]) -> None:
    """Count a request against the general limits and the named ones.

    Raises TooManyRequests at the first that is reached.
    """
    account = str(request.user.id) if request.user else None
    address = address_of(request)
    if account is None:
        consume(ANONYMOUS.name, ANONYMOUS.per_address, address)
    for each in (*GENERAL, *named):
        if request.method not in each.methods:
            continue
        if each.per_account and account:
            consume(each.name, each.per_account, account)
        if each.per_address:
            consume(each.name, each.per_address, address)


def address_of(request: Request) -> str:
    """Return the client's address as the gateway saw it; the gateway overwrites what a client sends."""
    return request.META.get("HTTP_X_CLIENT_ADDRESS") or request.META.get("REMOTE_ADDR", "")


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


class _Breaker:
    """Leaves Redis alone for a second after it failed, so that its absence does not slow every request."""

    def __init__(self) -> None:
        self._until = 0.0

    def open(self) -> None:
        self._until = time.monotonic() + REDIS_REST_SECONDS

    def is_open(self) -> bool:
        return time.monotonic() < self._until


_breaker = _Breaker()


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
    )
    return SlidingWindowCounterRateLimiter(storage)
