"""Consumes revocations: a session is on the deny list before the message is acknowledged."""

import time

import pika
import structlog
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import ChannelClosedByBroker

from bus.connection import LOST, parameters
from bus.topology import EVENTS_EXCHANGE, PRIVATE_EXCHANGE, events_queue
from contracts.accounts import SessionRevoked
from contracts.envelope import MalformedEvent, event_of
from gateway.agent import metrics
from gateway.agent.denials import DenyList
from gateway.agent.status import Status
from runtime.retrying import retry_delay_seconds

OLD_EXCHANGE = EVENTS_EXCHANGE
"""Where an auth service of the previous version publishes; remove it in the next version."""
SHARED_QUEUE = events_queue("gateway")
"""The queue that all agents of the previous version shared; remove it in the next version."""
# Nothing is dead-lettered, and a queue without a reader expires after 10 minutes: after each connect the agent reads
# all revocations from the auth service anyway.
QUEUE_ARGUMENTS = {"x-queue-type": "quorum", "x-delivery-limit": 200, "x-expires": 600_000}
REBIND_EVERY_SECONDS = 10.0
PREFETCH = 200
TICK_SECONDS = 0.5
SOCKET_TIMEOUT_SECONDS, MAX_DELAY_SECONDS = 1.5, 2.0
"""Shorter than elsewhere: a broker that runs again is found after 5 s at most, even if it is silent at first."""

log = structlog.get_logger(source="bus")


class Listener:
    """One thread that consumes this gateway's own queue, and reconnects whenever the connection ends."""

    def __init__(self, url: str, gateway_id: str, denials: DenyList, status: Status) -> None:
        self._queue = f"{SHARED_QUEUE}.{gateway_id}"
        self._parameters = parameters(url, name="gateway agent", socket_timeout_seconds=SOCKET_TIMEOUT_SECONDS)
        self._denials, self._status = denials, status
        self._failures = 0

    def run(self) -> None:
        """Work until stop is requested."""
        while not self._status.stop.is_set():
            try:
                self._listen()
            except LOST as error:
                log.warning("bus_lost", reason=type(error).__name__)
            self._status.disconnected()
            metrics.CONNECTED.set(0)
            self._status.stop.wait(retry_delay_seconds(attempt=self._failures, max_seconds=MAX_DELAY_SECONDS))
            self._failures += 1

    def _listen(self) -> None:
        connection = BlockingConnection(self._parameters)
        try:
            channel = connection.channel()
            declare(channel, self._queue)
            bind_or_delete_shared_queue(connection)
            self._status.connected()
            metrics.CONNECTED.set(1)
            self._failures = 0
            self._consume(connection, channel)
        finally:
            if connection.is_open:
                connection.close()

    def _consume(self, connection: BlockingConnection, channel: BlockingChannel) -> None:
        rebind_at = time.monotonic() + REBIND_EVERY_SECONDS
        for method, properties, body in channel.consume(self._queue, inactivity_timeout=TICK_SECONDS):
            if time.monotonic() >= rebind_at:
                # A lost binding is not reported, and binding again does not say whether it existed.
                bind(channel, self._queue)
                bind_or_delete_shared_queue(connection)
                self._status.suspected_loss()
                rebind_at = time.monotonic() + REBIND_EVERY_SECONDS
            if method is not None:
                metrics.EVENTS.labels(self._take(properties, body)).inc()
                channel.basic_ack(method.delivery_tag)
            if self._status.stop.is_set():
                channel.cancel()
                return

    def _take(self, properties: pika.BasicProperties, body: bytes) -> str:
        """Apply one message and return the outcome. Raises OSError; the message then stays in the queue."""
        event_type = (properties.headers or {}).get("ce-type") or properties.type or ""
        try:
            event = event_of(event_type=str(event_type), body=body)
        except MalformedEvent as error:
            log.error("malformed_event", type=event_type, reason=str(error))
            self._status.missed()
            return "malformed"
        if not isinstance(event, SessionRevoked):
            return "unknown"
        is_news = self._denials.deny(event.session_id, until=event.denied_until.timestamp(), now=time.time())
        return "denied" if is_news else "known"


def declare(channel: BlockingChannel, queue: str) -> None:
    """Declare and bind the queue; from then on the broker keeps every revocation for this gateway."""
    channel.queue_declare(queue, durable=True, arguments=QUEUE_ARGUMENTS)
    bind(channel, queue)
    channel.basic_qos(prefetch_count=PREFETCH)


def bind(channel: BlockingChannel, queue: str) -> None:
    """Bind the queue to the exchanges that revocations come from; it may be bound already."""
    for exchange in (PRIVATE_EXCHANGE, OLD_EXCHANGE):
        channel.queue_bind(queue, exchange, routing_key=SessionRevoked.type)


def bind_or_delete_shared_queue(connection: BlockingConnection) -> None:
    """Bind the queue of the previous version to private events while it has a reader; then delete it.

    An agent of that version that starts again declares it anew and reads from the auth service what it missed.
    """
    channel = connection.channel()
    try:
        if channel.queue_declare(SHARED_QUEUE, passive=True).method.consumer_count:
            channel.queue_bind(SHARED_QUEUE, PRIVATE_EXCHANGE, routing_key=SessionRevoked.type)
        else:
            channel.queue_delete(SHARED_QUEUE)
        channel.close()
    except ChannelClosedByBroker:
        pass  # It does not exist.
