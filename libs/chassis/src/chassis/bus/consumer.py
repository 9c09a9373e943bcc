"""Reads the service's queue: acknowledges a message after its effect is committed, and never before."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import structlog
from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from chassis.bus import metrics
from chassis.bus.connection import LOST, parameters, retry_delay_seconds
from chassis.bus.messages import Incoming, Outgoing
from chassis.bus.routing import next_stop
from chassis.bus.topology import dead_queue, declare, events_queue
from chassis.failpoints import failpoint
from chassis.inbox.reception import Reception, Stopped
from chassis.inbox.registry import handled_types
from chassis.inbox.verdicts import Verdict

log = structlog.get_logger("consumer")

PREFETCH = 200
BATCH_SIZE = 100
POLL_SECONDS = 1.0


class Consumer:
    """Consumes until it is told to stop; call ``run`` in a thread of its own.

    Handlers run in a second thread, so that heartbeats go on while a handler or the database takes its time.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._stopping = threading.Event()
        self._reception = Reception(self._stopping)
        self._handling = ThreadPoolExecutor(max_workers=1, thread_name_prefix="handlers")
        self._arrived: deque[Incoming] = deque()
        self._connection: BlockingConnection | None = None
        self.is_ready = False

    def stop(self) -> None:
        """Let ``run`` return after the batch in hand is settled."""
        self._stopping.set()
        self._wake()

    def run(self) -> None:
        """Connect, declare, consume; again with growing delays when the connection is lost."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                self._connect_and_serve()
            except LOST as error:
                log.warning("no connection to the broker", reason=type(error).__name__)
            except Stopped:
                log.info("stopped while waiting for the database")
            attempt = 0 if self.is_ready else attempt + 1
            self.is_ready = False
            self._stopping.wait(retry_delay_seconds(attempt=attempt))
        self._handling.shutdown()

    def _connect_and_serve(self) -> None:
        self._arrived.clear()
        connection = BlockingConnection(parameters("consumer"))
        self._connection = connection
        try:
            self._serve(connection)
        finally:
            self._connection = None
            if connection.is_open:
                connection.close()

    def _serve(self, connection: BlockingConnection) -> None:
        channel, copies = connection.channel(), connection.channel()
        copies.confirm_delivery()
        declare(channel, self._service, handled_types())
        channel.basic_qos(prefetch_count=PREFETCH)
        channel.add_on_cancel_callback(_raise_cancelled)
        channel.basic_consume(events_queue(self._service), self._on_message)
        self.is_ready = True
        log.info("consuming", types=len(handled_types()))
        while not self._stopping.is_set():
            if self._arrived:
                self._work(connection, channel, copies)
            else:
                connection.process_data_events(time_limit=POLL_SECONDS)

    def _on_message(self, _channel: BlockingChannel, method: Any, properties: Any, body: bytes) -> None:
        self._arrived.append(Incoming(method.delivery_tag, method.redelivered, properties, body))

    def _work(self, connection: BlockingConnection, channel: BlockingChannel, copies: BlockingChannel) -> None:
        batch = [self._arrived.popleft() for _ in range(min(BATCH_SIZE, len(self._arrived)))]
        verdicts = self._await(connection, self._handling.submit(self._reception.receive, batch))
        self._pass_on(copies, batch, verdicts)
        channel.basic_ack(batch[-1].tag, multiple=True)
        failpoint("consumer.after_ack")

    def _await(self, connection: BlockingConnection, future: Future[list[Verdict]]) -> list[Verdict]:
        """Serve the connection until the handlers are done."""
        future.add_done_callback(lambda _: self._wake())
        while not future.done():
            connection.process_data_events(time_limit=POLL_SECONDS)
        return future.result()

    def _pass_on(self, copies: BlockingChannel, batch: Sequence[Incoming], verdicts: Sequence[Verdict]) -> None:
        """Publish a copy of each message that is not settled, confirmed, before the original is acknowledged."""
        for message, verdict in zip(batch, verdicts, strict=True):
            metrics.consumer_handled_total.labels(verdict.type, verdict.outcome).inc()
            if not verdict.is_settled:
                self._publish(copies, next_stop(message, verdict, self._service))
        if not all(verdict.is_settled for verdict in verdicts):
            failpoint("consumer.after_republish")

    def _publish(self, copies: BlockingChannel, copy: Outgoing) -> None:
        copies.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
        if copy.routing_key == dead_queue(self._service):
            metrics.dead_total.inc()
            log.error("a message is dead", type=copy.properties.type, event_id=copy.id)

    def _wake(self) -> None:
        """Let the wait for the connection's events return; from any thread."""
        connection = self._connection
        if connection is not None:
            _ignoring_closed(connection.add_callback_threadsafe, lambda: None)


def _raise_cancelled(_method: Any) -> None:
    raise AMQPError("the broker has cancelled the consumer")


def _ignoring_closed(function: Callable[..., None], *arguments: Any) -> None:
    try:
        function(*arguments)
    except AMQPError:
        log.debug("the connection is closed already")
