"""Revocations as the auth service publishes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

from bus.testing.rabbitmq import Broker
from contracts.accounts import SessionRevoked
from contracts.envelope import Envelope


def revocation(session_id: UUID | None = None, *, seconds: float = 300) -> SessionRevoked:
    """Return the end of a session whose tokens all have expired in so many seconds."""
    now = datetime.now(UTC)
    return SessionRevoked(
        version=1,
        session_id=session_id or uuid4(),
        account_id=uuid4(),
        reason="logout",
        revoked_at=now,
        denied_until=now + timedelta(seconds=seconds),
    )


QUEUE = "gateway.events.test"


def publish(broker: Broker, *events: SessionRevoked, exchange: str = "social.private") -> None:
    """Publish events and return when the broker has them."""
    for event in events:
        envelope = Envelope(uuid4(), event.type, event.source, event.subject, event.version, event.revoked_at)
        publish_raw(broker, event.model_dump_json().encode(), envelope.headers(), exchange=exchange)


def publish_raw(broker: Broker, body: bytes, headers: dict[str, str], *, exchange: str = "social.private") -> None:
    """Publish any bytes under the routing key of a revocation; they may not get lost."""
    connection = pika.BlockingConnection(pika.URLParameters(broker.url("accounts")))
    channel = connection.channel()
    channel.confirm_delivery()
    properties = pika.BasicProperties(headers=headers, delivery_mode=2)
    channel.basic_publish(exchange, SessionRevoked.type, body, properties, mandatory=True)
    connection.close()


def waiting(broker: Broker) -> int:
    """Return how many messages of the gateway are ready."""
    with channel_of(broker) as channel:
        return channel.queue_declare(QUEUE, passive=True).method.message_count


def delete_queue(broker: Broker) -> None:
    """Delete the gateway's queue with all that is in it."""
    with channel_of(broker) as channel:
        channel.queue_delete(QUEUE)


def is_read(broker: Broker, queue: str = QUEUE) -> bool:
    """Return whether a queue is there and somebody reads it."""
    return bool(consumers(broker, queue))


def consumers(broker: Broker, queue: str) -> int | None:
    """Return how many consumers a queue has, or None when it is not there."""
    try:
        with channel_of(broker) as channel:
            return channel.queue_declare(queue, passive=True).method.consumer_count
    except ChannelClosedByBroker:
        return None


@contextmanager
def channel_of(broker: Broker) -> Iterator[BlockingChannel]:
    connection = pika.BlockingConnection(pika.URLParameters(broker.url("gateway")))
    try:
        yield connection.channel()
    finally:
        connection.close()
