"""Publishes events as a service does."""

from datetime import UTC, datetime
from uuid import UUID

import pika

from bus.messages import message_of
from bus.testing.rabbitmq import Broker
from bus.topology import EVENTS_EXCHANGE
from contracts import Event
from contracts.envelope import Envelope
from contracts.posts import LikeChanged


def like(number: int) -> LikeChanged:
    """Return the change of a like; another number is another like."""
    return LikeChanged(
        version=1, post_id=_id(number), author_id=_id(1), liker_id=_id(2), state="on", changed_at=datetime.now(UTC)
    )


def publish(broker: Broker, events: dict[UUID, Event]) -> None:
    """Publish events by their ids, in order, and return when the broker has confirmed them."""
    with pika.BlockingConnection(pika.URLParameters(broker.url("posts"))) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for event_id, event in events.items():
            envelope = Envelope(event_id, event.type, event.source, event.subject, event.version, datetime.now(UTC))
            message = message_of(envelope, event.model_dump_json(), exchange=EVENTS_EXCHANGE)
            channel.basic_publish(message.exchange, message.routing_key, message.body, message.properties)


def _id(number: int) -> UUID:
    return UUID(int=(0x0199A3B2 << 96) + (7 << 76) + (2 << 62) + number)
