"""Events as AMQP messages."""

from dataclasses import dataclass
from typing import Any

import pika

from contracts.envelope import Envelope


@dataclass(frozen=True)
class Outgoing:
    """A message for an exchange."""

    exchange: str
    routing_key: str
    body: bytes
    properties: pika.BasicProperties

    @property
    def id(self) -> str:
        """Return the message id, by which the broker's returns are recognised."""
        return self.properties.message_id


@dataclass(frozen=True)
class Incoming:
    """A message from a queue; ``tag`` is what an acknowledgement names."""

    tag: int
    is_redelivered: bool
    properties: pika.BasicProperties
    body: bytes

    @property
    def headers(self) -> dict[str, Any]:
        """Return the headers; a message from elsewhere may have none."""
        return self.properties.headers or {}


def message_of(envelope: Envelope, body: str, *, exchange: str) -> Outgoing:
    """Return an event as the persistent message that consumers read."""
    properties = pika.BasicProperties(
        content_type="application/json",
        delivery_mode=pika.DeliveryMode.Persistent.value,
        message_id=str(envelope.id),
        type=envelope.type,
        headers=envelope.headers(),
    )
    return Outgoing(exchange, envelope.type, body.encode(), properties)


def copy_of(message: Incoming, *, exchange: str, routing_key: str, headers: dict[str, Any]) -> Outgoing:
    """Return a message for another queue, with some headers changed, and without those that the broker added."""
    kept = {name: value for name, value in message.headers.items() if not name.startswith(("x-death", "x-first-death"))}
    for name in ("x-delivery-count", "x-stream-offset"):
        kept.pop(name, None)
    properties = pika.BasicProperties(
        content_type=message.properties.content_type,
        delivery_mode=pika.DeliveryMode.Persistent.value,
        message_id=message.properties.message_id,
        type=message.properties.type,
        headers=kept | headers,
    )
    return Outgoing(exchange, routing_key, message.body, properties)
