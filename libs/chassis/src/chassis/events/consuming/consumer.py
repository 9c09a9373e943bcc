"""Reads the queue of a lane: acknowledges a message after its effect is committed, and never before."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from bus import metrics
from bus.connection import LOST
from bus.lanes import PACES, Lane
from bus.messages import Incoming, Outgoing
from bus.topology import dead_queue, declare_queues, events_queue, has_queue
from chassis.events.broker import parameters
from chassis.events.consuming.event_lines import write_event_lines
from chassis.events.consuming.routing import next_stop
from chassis.events.inbox.parking import parked_delete, parked_take
from chassis.events.inbox.reception import Reception, Stopped
from chassis.events.inbox.registry import types_by_lane
from chassis.events.inbox.results import HandlingResult
from runtime.failpoints import failpoint
from runtime.retrying import retry_delay_seconds

Result = TypeVar("Result")

log = structlog.get_logger(source="consumer")

POLL_SECONDS = 1.0
UNPARK_SECONDS = 5.0
"""The interval of reading parked events; after a full batch it is as long as that batch took."""
LANES_SECONDS = 60.0
"""The interval of looking for queues of lanes for which only another version has handlers."""


class Consumer:
    """Consumes until ``stop`` is called; call ``run`` in a thread of its own.

    Handlers run in a second thread, so that heartbeats continue during slow handlers or queries.
    """

    def __init__(self, service: str, lane: Lane, ensure_bound: Callable[[], None]) -> None:
        """Read the queue of a lane; ``ensure_bound`` returns when the queues are bound, or raises an AMQPError."""
        self._service, self._lane, self._pace = service, lane, PACES[lane]
        self._ensure_bound = ensure_bound
        self._stopping = threading.Event()
        self._reception = Reception(self._stopping, lane)
        self._handling = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"handlers-{lane}")
        self._arrived: deque[Incoming] = deque()
        self._connection: BlockingConnection | None = None
        self._reading: set[Lane] = set()
        self._unpark_at = self._look_at = self._gathered_at = 0.0
        self.is_ready = False

    def stop(self) -> None:
        """Make ``run`` return after the present batch."""
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
        connection = BlockingConnection(parameters(f"consumer {self._lane}"))
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
        types = types_by_lane()
        declare_queues(channel, self._service, types)
        self._ensure_bound()
        channel.basic_qos(prefetch_count=self._pace.prefetch)
        channel.add_on_cancel_callback(_raise_cancelled)
        self._reading.clear()
        self._read_lanes(connection, channel)
        self.is_ready = True
        log.info("consuming", lane=self._lane, types=len(types[self._lane]))
        self._unpark_at = time.monotonic()
        while not self._stopping.is_set():
            if self._unpark_at <= time.monotonic():
                self._unpark(connection, copies, types[self._lane])
            elif self._look_at <= time.monotonic():
                self._read_lanes(connection, channel)
            elif self._arrived:
                self._work(connection, channel, copies)
            else:
                pause = min(POLL_SECONDS, self._unpark_at - time.monotonic())
                connection.process_data_events(time_limit=max(0.0, pause))

    def _read_lanes(self, connection: BlockingConnection, channel: BlockingChannel) -> None:
        """Read the own lane, and for EVENTS those that only another version has handlers for.

        The messages in their queues must be handled too: types may be bound to them alone, and that version may be
        withdrawn.
        """
        lanes = {self._lane}
        if self._lane is Lane.EVENTS:
            unused = set(Lane) - types_by_lane().keys() - self._reading
            lanes |= {lane for lane in unused if has_queue(connection, events_queue(self._service, lane))}
        for lane in lanes - self._reading:
            channel.basic_consume(events_queue(self._service, lane), self._on_message)
        self._reading |= lanes
        self._look_at = time.monotonic() + LANES_SECONDS

    def _on_message(self, _channel: BlockingChannel, method: Any, properties: Any, body: bytes) -> None:
        self._arrived.append(Incoming(method.delivery_tag, method.redelivered, properties, body))

    def _gather(self, connection: BlockingConnection) -> None:
        """Wait for more messages if the last batch was just now, so that frequent events are handled in batches."""
        pause = self._gathered_at + self._pace.gathering_seconds - time.monotonic()
        if pause > 0 and len(self._arrived) < self._pace.batch_size:
            self._stopping.wait(pause)
            connection.process_data_events(time_limit=0)
        self._gathered_at = time.monotonic()

    def _work(self, connection: BlockingConnection, channel: BlockingChannel, copies: BlockingChannel) -> None:
        self._gather(connection)
        batch = [self._arrived.popleft() for _ in range(min(self._pace.batch_size, len(self._arrived)))]
        results = self._await(connection, self._handling.submit(self._reception.receive, batch))
        self._pass_on(copies, batch, results)
        channel.basic_ack(batch[-1].tag, multiple=True)
        failpoint("consumer.after_ack")

    def _unpark(self, connection: BlockingConnection, copies: BlockingChannel, types: Sequence[str]) -> None:
        """Handle some parked events like those that arrive; delete them when they are settled or sent to a queue."""
        began, limit = time.monotonic(), self._pace.batch_size
        parked = self._await(connection, self._handling.submit(parked_take, types, limit=limit))
        if parked:
            messages = [each.message for each in parked]
            results = self._await(connection, self._handling.submit(self._reception.receive, messages))
            self._pass_on(copies, messages, results)
            failpoint("consumer.after_unpark")
            self._await(connection, self._handling.submit(parked_delete, parked))
        took = time.monotonic() - began
        self._unpark_at = began + took + (took if len(parked) == limit else UNPARK_SECONDS)

    def _await(self, connection: BlockingConnection, future: Future[Result]) -> Result:
        """Serve the connection until the handlers are done."""
        future.add_done_callback(lambda _: self._wake())
        while not future.done():
            connection.process_data_events(time_limit=POLL_SECONDS)
        return future.result()

    def _pass_on(self, copies: BlockingChannel, batch: Sequence[Incoming], results: Sequence[HandlingResult]) -> None:
        """Publish a copy of each message that is not settled, confirmed, before the original is acknowledged."""
        for message, result in zip(batch, results, strict=True):
            metrics.consumer_handled_total.labels(self._lane, result.type, result.outcome).inc()
            if not result.is_settled:
                self._publish(copies, next_stop(message, result, self._service, self._lane))
        if not all(result.is_settled for result in results):
            failpoint("consumer.after_republish")
        write_event_lines(zip(batch, results, strict=True), self._lane)

    def _publish(self, copies: BlockingChannel, copy: Outgoing) -> None:
        copies.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
        if copy.routing_key == dead_queue(self._service, self._lane):
            metrics.dead_total.labels(self._lane).inc()
            log.error("a message is dead", type=copy.properties.type, event_id=copy.id)

    def _wake(self) -> None:
        """End the wait for the connection's events; from any thread."""
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
