"""Confirming a change that narrows who may see: offering its new state to every service that shows content.

The change is committed, and its event in the outbox, before it is offered. The offer only makes it take effect sooner,
and lets the answer confirm that. Services compare versions, so offers that are late, lost or repeated are harmless.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache

import requests
import structlog
from django.conf import settings
from django.db import transaction

from chassis.events.outbox.epochs import in_present_epoch, version_floor
from chassis.internal.client import Client
from contracts import Event

log = structlog.get_logger(source="offering")

TOTAL_SECONDS = 2.0
PAUSE_SECONDS = 5.0
"""For how long a service that did not accept an offer gets no others, so that it delays one request only."""
OFFERS_AT_ONCE = 16
RELATIONS = "/internal/relations/states/"
PEOPLE = "/internal/people/states/"
"""Where ties, memberships and states of accounts are offered, and where what accounts show of themselves is."""

_failed_at: dict[str, float] = {}
"""By address, when a service last failed, in seconds of the monotonic clock."""


class NotCommitted(RuntimeError):
    """A change was offered inside its transaction; after a rollback other services would have it nevertheless."""


def confirm(events: Sequence[Event], *, services: Sequence[str] | None = None, path: str = RELATIONS) -> bool:
    """Offer the present states of relations to all services that show content; return whether all have accepted them.

    ``services`` are the addresses of those that enforce the change, where these are others. Takes at most
    TOTAL_SECONDS. If a service fails or is late, nothing is raised: it gets the states by events. Raises NotCommitted
    inside a transaction, before anything is offered.
    """
    floor = _committed_floor()
    states: list[dict[str, object]] = [
        {"type": event.type, "event": in_present_epoch(event, floor)} for event in events
    ]
    wanted = settings.CONTENT_URLS if services is None else services
    addresses = [address for address in wanted if not _is_paused(address)]
    offers = [_executor().submit(_offer, address, path, states) for address in addresses]
    done, late = wait(offers, timeout=TOTAL_SECONDS)
    return not late and len(addresses) == len(wanted) and all(map(_is_accepted, done))


def _committed_floor() -> int:
    """Return the floor of the versions, read in a transaction that Django refuses to begin inside another one."""
    try:
        with transaction.atomic(durable=True, savepoint=False):
            return version_floor()
    except RuntimeError as error:
        raise NotCommitted("a change is offered after its transaction, not inside it") from error


def _offer(address: str, path: str, states: list[dict[str, object]]) -> bool:
    try:
        _client(address).post(path, {"states": states})
    except requests.RequestException as error:
        _failed_at[address] = time.monotonic()
        log.warning("an offer was not accepted", address=address, reason=type(error).__name__)
        return False
    return True


def _is_accepted(offer: Future[bool]) -> bool:
    return offer.result()


def _is_paused(address: str) -> bool:
    failed_at = _failed_at.get(address)
    return failed_at is not None and time.monotonic() - failed_at < PAUSE_SECONDS


@cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(OFFERS_AT_ONCE, thread_name_prefix="offer")


@cache
def _client(address: str) -> Client:
    return Client(address, settings.INTERNAL_SECRET, timeout_seconds=TOTAL_SECONDS)
