"""The limits of a request: the general ones, and those that a view adds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from rest_framework.request import Request

from chassis.errors import TooManyRequests
from chassis.http.limits.counting import consume, refusal_of

T = TypeVar("T")
V = TypeVar("V", bound=type)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Limit:
    """A named limit, e.g. ``60/minute``, for accounts, for addresses, or for both; ``methods`` says where it counts."""

    name: str
    per_account: str | None = None
    per_address: str | None = None
    methods: frozenset[str] = UNSAFE_METHODS
    in_leases: bool = False
    """Whether it is counted for several uses at once: cheap, and it may refuse a little early."""


GENERAL = (
    Limit("read", per_account="1200/minute", methods=SAFE_METHODS, in_leases=True),
    Limit("write", per_account="300/minute", methods=UNSAFE_METHODS, in_leases=True),
)
ANONYMOUS = (Limit("anonymous", per_address="300/minute", methods=SAFE_METHODS | UNSAFE_METHODS, in_leases=True),)


@dataclass(frozen=True)
class Policy:
    """A limit of something else than accounts and addresses, which the code of a service counts itself.

    ``per`` says in a word what has the limit. The views that count it declare that with ``counts``: the API document
    is not generated while a policy is declared by none.
    """

    name: str
    rate: str
    per: str
    is_fixed: bool = False
    """Whether the rate is the same in every installation: LIMIT_SCALE does not change it, and ``refusal`` refuses."""

    def __post_init__(self) -> None:
        """Register it. Raises ValueError when another policy has the name."""
        if REGISTERED.setdefault(self.name, self) != self:
            raise ValueError(f"two policies have the name {self.name}")

    def count(self, key: str) -> None:
        """Count one use of ``key``; not for a fixed policy. Raises TooManyRequests when the limit is exceeded."""
        consume(self.name, self.rate, key)

    def published(self) -> dict[str, Any]:
        """Return what the API document says of it."""
        fixed = {"is_fixed": True} if self.is_fixed else {}
        return {"name": self.name, "per": self.per, "rate": self.rate, **fixed}

    def refusal(self, *, wait_seconds: int) -> TooManyRequests:
        """Return the refusal of a fixed limit, which the service counts in its database: it holds without Redis."""
        return refusal_of(self.name, self.rate, wait=wait_seconds)


REGISTERED: dict[str, Policy] = {}
"""Every policy of the service, by its name."""


def counts(*policies: Policy) -> Callable[[T], T]:
    """Decorate a view, or one method of a view, with the policies that its service counts."""

    def decorate(counted: T) -> T:
        counted.policies = (*getattr(counted, "policies", ()), *policies)  # type: ignore[attr-defined]
        return counted

    return decorate


def limit(
    name: str,
    *,
    per_account: str | None = None,
    per_address: str | None = None,
    methods: Iterable[str] = UNSAFE_METHODS,
) -> Callable[[V], V]:
    """Decorate a view with a limit besides the general ones; by default it counts unsafe methods."""
    added = Limit(name, per_account, per_address, frozenset(methods))

    def decorate(view: V) -> V:
        view.limits = (*view.limits, added)  # type: ignore[attr-defined]
        return view

    return decorate


def enforce(request: Request, named: Iterable[Limit]) -> None:
    """Count a request against the general limits and the named ones.

    Raises TooManyRequests at the first that is exceeded.
    """
    account = str(request.user.id) if request.user else None
    address = address_of(request)
    for each in (*(GENERAL if account else ANONYMOUS), *named):
        if request.method not in each.methods:
            continue
        if each.per_account and account:
            consume(each.name, each.per_account, account, in_leases=each.in_leases)
        if each.per_address:
            consume(each.name, each.per_address, address, in_leases=each.in_leases)


def address_of(request: Request) -> str:
    """Return the client's address as the gateway saw it; the gateway overwrites what a client sends."""
    return request.META.get("HTTP_X_CLIENT_ADDRESS") or request.META.get("REMOTE_ADDR", "")
