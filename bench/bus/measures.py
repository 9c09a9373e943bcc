"""The three measurements; what is measured runs in processes of its own."""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.context import ForkProcess
from statistics import median, quantiles

import pika
from django.conf import settings
from django.db import connection, transaction

from bench.bus import consumers
from bus.lanes import Lane
from bus.publisher import Publisher
from bus.topology import declare
from chassis.database.connection import limit_waits
from chassis.events.broker import parameters
from chassis.events.consuming.consumer import Consumer
from chassis.events.inbox.models import InboxEntry
from chassis.events.outbox import emit
from chassis.events.outbox.models import OutboxEntry
from chassis.events.outbox.relay import Relay
from chassis.ids import uuid7
from chassis.observability import logs
from chassis.running.worker import Worker
from chassis.testing.servers import free_port, wait_until
from contracts.social_graph import FollowChanged
from runtime.output import STANDARD_ERROR

EVENTS = 10_000
WRITES, WRITES_PER_SECOND = 400, 50
TIMEOUT_SECONDS = 60.0


def relay_rate() -> float:
    """Return how many events a second the relay moves from a full outbox to the broker, confirmed and marked."""
    with pika.BlockingConnection(pika.URLParameters(settings.AMQP_URL)) as opened:
        declare(opened.channel(), settings.SERVICE, {Lane.EVENTS: [FollowChanged.type]})
    _fill_outbox()
    return _rate(_run_relay, lambda: OutboxEntry.objects.filter(published_at__isnull=False).count())


def consumer_rate() -> float:
    """Return how many events a second a consumer turns into committed effects, from a full queue."""
    return _rate(_run_consumer, InboxEntry.objects.count)


def cost_of_lines(rounds: int = 5) -> tuple[float, float]:
    """Return the consumer's rate without and with a log line for each event: medians of rounds that alternate."""
    rates: dict[str, list[float]] = {"ERROR": [], "INFO": []}
    for number in range(2 * rounds):
        level = "INFO" if number in range(1, 2 * rounds, 2) else "ERROR"
        _fill_queue()
        rates[level].append(_rate(lambda level=level: _run_consumer(level), InboxEntry.objects.count))  # type: ignore[misc]
    return median(rates["ERROR"]), median(rates["INFO"])


def _fill_queue() -> None:
    """Let EVENTS new events wait for the consumer, and nothing else be known."""
    for model in (OutboxEntry, InboxEntry):
        model.objects.all().delete()
    _fill_outbox()
    with _process(_run_relay):
        waiting = OutboxEntry.objects.filter(published_at=None)
        wait_until(lambda: not waiting.exists(), seconds=TIMEOUT_SECONDS, what="not everything is published")


def latencies() -> tuple[float, float]:
    """Return median and 99th percentile of the milliseconds from commit to committed effect in a whole worker."""
    reading, writing = os.pipe()
    effects: dict[str, float] = {}
    threading.Thread(target=_read_effects, args=[reading, effects], daemon=True).start()
    with _process(_run_worker, writing):
        first, _ = _write()
        wait_until(lambda: first in effects, seconds=TIMEOUT_SECONDS, what="the worker does not start")
        committed = dict(_paced_writes())
        wait_until(lambda: committed.keys() <= effects.keys(), seconds=TIMEOUT_SECONDS, what="effects are missing")
    percentiles = quantiles([(effects[key] - moment) * 1000 for key, moment in committed.items()], n=100)
    return percentiles[49], percentiles[98]


def _rate(run: Callable[[], None], count: Callable[[], int]) -> float:
    """Return how fast ``count`` grows to EVENTS while ``run`` runs, from its first growth on."""
    with _process(run):
        wait_until(lambda: count() > 0, seconds=TIMEOUT_SECONDS, what="nothing moves")
        started, already = time.monotonic(), count()
        wait_until(lambda: count() >= EVENTS, seconds=TIMEOUT_SECONDS, what="not everything has moved")
        return (EVENTS - already) / (time.monotonic() - started)


@contextmanager
def _process(run: Callable[..., None], *arguments: object) -> Iterator[None]:
    connection.close()  # a forked process must not share it
    process = ForkProcess(target=run, args=arguments, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _run_relay() -> None:
    limit_waits()
    publisher = Publisher(parameters("relay"), name="relay")
    publisher.start()
    Relay(publisher).run()


def _run_consumer(level: str = "ERROR") -> None:
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), STANDARD_ERROR)
    logs.configure({"level": level})
    limit_waits()
    Consumer(settings.SERVICE, Lane.EVENTS, lambda: None).run()


def _run_worker(effects: int) -> None:
    consumers.effects = effects
    Worker(f"127.0.0.1:{free_port()}").run()


def _follow() -> FollowChanged:
    return FollowChanged(
        follower_id=uuid7(), followee_id=uuid7(), state="active", changed_at=datetime.now(UTC), version=1
    )


def _fill_outbox() -> None:
    events = [_follow() for _ in range(EVENTS)]
    OutboxEntry.objects.bulk_create(
        OutboxEntry(type=each.type, subject=each.subject, sequence=1, data=each.model_dump_json()) for each in events
    )


def _write() -> tuple[str, float]:
    """Commit one event; return its key and the moment after the commit."""
    event = _follow()
    with transaction.atomic():
        emit(event)
    return str(event.follower_id), time.time()


def _paced_writes() -> Iterator[tuple[str, float]]:
    started = time.monotonic()
    for number in range(WRITES):
        time.sleep(max(0.0, started + number / WRITES_PER_SECOND - time.monotonic()))
        yield _write()


def _read_effects(reading: int, effects: dict[str, float]) -> None:
    with os.fdopen(reading) as lines:
        for line in lines:
            key, moment = line.split()
            effects[key] = float(moment)
