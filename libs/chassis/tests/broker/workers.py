"""Real worker processes of the test service, on the database of the test and a private broker."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

import pika
import requests
from django.conf import settings
from django.db import connection, transaction
from facts import message
from ledger.models import Call

from bus.lanes import Lane
from bus.testing.rabbitmq import Broker
from bus.topology import EVENTS_EXCHANGE, dead_queue, own_exchange, queues
from chassis.events.inbox import registry
from chassis.events.outbox import emit
from chassis.events.outbox.models import OutboxEntry
from chassis.running import worker
from chassis.testing.servers import free_port, wait_until
from contracts import Event
from runtime.failpoints import arm

SERVICE = "testapp"
SETTLE_SECONDS = 30


@dataclass
class Worker:
    """A worker process and the address of its probes."""

    process: ForkProcess
    url: str

    def answers(self, path: str) -> bool:
        """Return whether a probe is answered with 200."""
        try:
            return requests.get(self.url + path, timeout=2).ok
        except requests.ConnectionError:
            return False

    def metric(self, name: str) -> float:
        """Return the value of a metric, by its full name with labels."""
        lines = requests.get(f"{self.url}/metrics", timeout=2).text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)

    def wait(self, seconds: float = 15) -> int | None:
        """Return the exit code, negative for a signal, or None when it still runs."""
        self.process.join(seconds)
        return self.process.exitcode

    def stop(self) -> int | None:
        """Send SIGTERM and return the exit code."""
        self.process.terminate()
        return self.wait()

    def kill(self) -> None:
        """Send SIGKILL."""
        self.process.kill()
        self.process.join()


@dataclass
class Workers:
    """Starts workers and looks at what they did. They are forked: a fresh interpreter takes a second each."""

    broker: Broker
    management_url: str
    started: list[Worker] = field(default_factory=list)

    def start(self, *, is_awaited: bool = True, failpoint: str = "", lacking: tuple[str, ...] = ()) -> Worker:
        """Start a worker and wait until it is ready. An older version has no handlers for the types ``lacking``."""
        address = f"127.0.0.1:{free_port()}"
        connection.close()
        process = ForkProcess(
            target=_run, args=[address, self.broker.url(SERVICE), self.management_url, failpoint, lacking]
        )
        process.start()
        worker = Worker(process, f"http://{address}")
        self.started.append(worker)
        if is_awaited:
            wait_until(lambda: worker.answers("/readyz"), what="the worker does not start")
        return worker

    def settle(self, *events: Event, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until everything is published and each of the events has had its effect."""
        ids = {event.entry_id for event in events}
        wait_until(lambda: effects(ids) >= len(ids), seconds=seconds, what="no effect")
        wait_until(lambda: not unpublished(), seconds=seconds, what="unpublished")

    def run_until_dead(self, failpoint: str, *events: Event) -> None:
        """Start a worker that dies at the failpoint, and emit the events."""
        worker = self.start(is_awaited=False, failpoint=failpoint)
        emit_each(*events)
        assert worker.wait(SETTLE_SECONDS) == -signal.SIGKILL

    @contextmanager
    def channel(self, service: str = SERVICE) -> Iterator[pika.adapters.blocking_connection.BlockingChannel]:
        """Open a channel as the user of the test service, or another one."""
        with pika.BlockingConnection(pika.URLParameters(self.broker.url(service))) as opened:
            yield opened.channel()

    def publish(self, event: Event, *, times: int = 1, **headers: object) -> None:
        """Put an event on the bus by hand, under one id."""
        sent = message(event)
        properties = pika.BasicProperties(headers=sent.headers | headers)
        with self.channel() as channel:
            for _ in range(times):
                channel.basic_publish(EVENTS_EXCHANGE, event.type, sent.body, properties)

    def hand_in(self, event: Event, queue: str) -> None:
        """Put an event into one of the service's own queues by hand."""
        sent = message(event)
        properties = pika.BasicProperties(headers=sent.headers)
        with self.channel() as channel:
            channel.basic_publish(own_exchange(SERVICE), queue, sent.body, properties, mandatory=True)

    def ready(self, queue: str) -> int:
        """Return how many messages wait in a queue."""
        with self.channel() as channel:
            return channel.queue_declare(queue, passive=True).method.message_count

    def dead(self, lane: Lane = Lane.EVENTS) -> int:
        """Return how many messages of a lane are dead."""
        return self.ready(dead_queue(SERVICE, lane))

    def empty(self) -> None:
        """Throw away what waits in the queues of the service."""
        with self.channel() as channel:
            for queue in (queue for lane in Lane for queue in queues(SERVICE, lane)):
                channel.queue_purge(queue)

    def close(self) -> None:
        """End what still runs."""
        for each in self.started:
            each.kill()


def _run(address: str, broker_url: str, management_url: str, failpoint: str, lacking: tuple[str, ...]) -> None:
    settings.AMQP_URL, settings.AMQP_MANAGEMENT_URL = broker_url, management_url
    for event_type in lacking:
        del registry._handlers[event_type], registry._lanes[event_type]
    arm({"FAILPOINT": failpoint})
    os._exit(worker.Worker(address).run())


def emit_each(*events: Event) -> None:
    """Emit each event in a transaction of its own."""
    for event in events:
        with transaction.atomic():
            emit(event)


def effects(ids: set) -> int:
    """Return how often these events had an effect."""
    return Call.objects.filter(entry_id__in=ids).count()


def unpublished() -> int:
    """Return how many events the broker has not confirmed."""
    return OutboxEntry.objects.filter(published_at=None).count()
