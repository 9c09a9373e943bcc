"""Compares the bindings of a service with those in the broker; restores lost ones and the events they missed.

The log's binding makes every event routable, so ``mandatory`` does not return events whose other bindings are lost.
"""

import threading
from collections.abc import Collection, Mapping
from datetime import datetime

import requests
import structlog
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from pika import BlockingConnection
from pika.exceptions import AMQPError

from bus import metrics
from bus.connection import LOST
from bus.lanes import Lane
from bus.log_stream import copy_from_log
from bus.topology import (
    EVENTS_EXCHANGE,
    LOG_STREAM,
    PRIVATE_EXCHANGE,
    VHOST,
    bind,
    declare_queues,
    events_queue,
    exchange_of,
)
from chassis.database.connection import is_outage, set_deadline
from chassis.events.broker import parameters
from chassis.events.consuming.models import Binding
from chassis.events.inbox.models import InboxEntry
from runtime.retrying import retry_delay_seconds

log = structlog.get_logger(source="bindings")

CHECK_SECONDS = 10.0
ENSURE_SECONDS = 5.0
DEADLINE_SECONDS = 5.0
MAX_FAILED_READS = 3
"""After this many failed requests to the API a consumer begins without a comparison of bindings."""
Types = Mapping[Lane, Collection[str]]


class Bindings:
    """Checks every CHECK_SECONDS, and when a consumer connects; call ``run`` in a thread of its own."""

    def __init__(self, service: str, types: Types) -> None:
        self._service, self._types = service, types
        self._stopping, self._wanted, self._checked = threading.Event(), threading.Event(), threading.Event()
        self._is_first, self._attempt = True, 0

    def stop(self) -> None:
        """Make ``run`` return."""
        self._stopping.set()
        self._wanted.set()

    def ensure(self) -> None:
        """Return once the bindings were checked. Raises AMQPError after ENSURE_SECONDS."""
        self._checked.clear()
        self._wanted.set()
        if not self._checked.wait(ENSURE_SECONDS):
            raise AMQPError("the bindings could not be checked yet")

    def run(self) -> None:
        """Check repeatedly; after a failure of database, broker or API, retry later."""
        while not self._stopping.is_set():
            self._wanted.clear()
            try:
                set_deadline(DEADLINE_SECONDS)
                self._check()
                self._attempt, pause = 0, CHECK_SECONDS
            except Exception as error:
                if not (isinstance(error, LOST) or is_outage(error)):
                    raise
                log.warning("the bindings were not checked", reason=type(error).__name__)
                pause = retry_delay_seconds(attempt=self._attempt)
                self._attempt += 1
            connection.close()  # it is used once in a while only
            self._wanted.wait(pause)

    def _check(self) -> None:
        """Record what is missing before binding it, so that the record remains if the process dies in between."""
        at, bound = timezone.now(), self._read_bound()
        if bound is not None:
            _report(note_bindings(self._all_types(), bound, at=at))
        elif self._checked.is_set():
            return  # no consumer waits: do not bind lost bindings before the loss is recorded
        with BlockingConnection(parameters("bindings")) as broker:
            missing = self._all_types() - (bound or set())
            channel = broker.channel()
            declare_queues(channel, self._service, self._types)
            bind(channel, self._service, self._types, only=None if self._is_first else missing)
            self._is_first = False
            if bound is not None:
                note_bound(missing)
            self._checked.set()
            self._catch_up(broker)

    def _read_bound(self) -> set[str] | None:
        """Return the types that are bound; None without an API, or after several calls without an answer."""
        if not settings.AMQP_MANAGEMENT_URL:
            return None
        try:
            return bound_types(self._service, self._all_types())
        except requests.RequestException as error:
            log.warning("the broker's bindings cannot be read", reason=type(error).__name__)
            if self._attempt < MAX_FAILED_READS:
                raise AMQPError("the broker's bindings cannot be read") from error
            return None

    def _all_types(self) -> set[str]:
        return {event_type for types in self._types.values() for event_type in types}

    def _catch_up(self, broker: BlockingConnection) -> None:
        """Copy the events of lost bindings from the log to the queues, except those that had their effect already."""
        lost = {each.type: each.lost_since for each in Binding.objects.all() if each.lost_since}
        if not lost:
            return
        lanes = {each: lane for lane, types in self._types.items() for each in types}
        queues = {each: events_queue(self._service, lanes[each]) for each in lost if each in lanes}
        copied = copy_from_log(
            broker, self._service, queues, since=min(lost.values()), handled=_handled, connect=_connect_to_log
        )
        set_deadline(DEADLINE_SECONDS)  # reading may have taken long
        for event_type, lost_since in lost.items():  # a binding that was lost again meanwhile is caught up again
            Binding.objects.filter(type=event_type, lost_since=lost_since).update(lost_since=None)
        metrics.events_recovered_total.inc(copied)
        log.warning("the log was read for lost bindings", types=sorted(lost), events=copied)


def bound_types(service: str, wanted: Collection[str] = ()) -> set[str]:
    """Return the types for which the broker has a binding of a service, those of ``wanted`` that are private included.

    Raises requests.RequestException.
    """
    found = _bindings_of(EVENTS_EXCHANGE)
    metrics.log_is_bound.set((LOG_STREAM, "#") in found)
    if any(exchange_of(each) == PRIVATE_EXCHANGE for each in wanted):
        found += _bindings_of(PRIVATE_EXCHANGE)
    own = {events_queue(service, lane) for lane in Lane}
    return {routing_key for destination, routing_key in found if destination in own}


def _bindings_of(exchange: str) -> list[tuple[str, str]]:
    user = parameters("bindings").credentials
    address = f"{settings.AMQP_MANAGEMENT_URL}/api/exchanges/{VHOST}/{exchange}/bindings/source"
    answer = requests.get(address, auth=(user.username, user.password), timeout=DEADLINE_SECONDS / 2)
    answer.raise_for_status()
    return [(each["destination"], each["routing_key"]) for each in answer.json()]


def _connect_to_log() -> BlockingConnection:
    return BlockingConnection(parameters("log"))


def _handled(event_ids: Collection[str]) -> set[str]:
    """Return those of some events that had their effect here."""
    set_deadline(DEADLINE_SECONDS)
    known = InboxEntry.objects.filter(event_id__in=event_ids)
    return {str(event_id) for event_id in known.values_list("event_id", flat=True)}


def _report(lost: Collection[str]) -> None:
    if lost:
        metrics.bindings_lost_total.inc(len(lost))
        log.error("bindings were lost", types=sorted(lost))


def note_bindings(wanted: Collection[str], bound: Collection[str], *, at: datetime) -> set[str]:
    """Record which of the wanted types the broker had at a time; return those that it has lost."""
    present = [Binding(type=each, seen_at=at) for each in set(wanted) & set(bound)]
    Binding.objects.bulk_create(present, update_conflicts=True, unique_fields=["type"], update_fields=["seen_at"])
    lost = Binding.objects.filter(type__in=set(wanted) - set(bound), lost_since=None)
    names = set(lost.values_list("type", flat=True))
    lost.update(lost_since=F("seen_at"))
    return names


def note_bound(types: Collection[str]) -> None:
    """Record that types are bound now."""
    Binding.objects.bulk_create(
        [Binding(type=each, seen_at=Now()) for each in types],
        update_conflicts=True,
        unique_fields=["type"],
        update_fields=["seen_at"],
    )
