"""Every exchange and queue, with its arguments; the broker refuses a changed argument, so they are only here.

social.events (topic) ──▶ <service>.events ──▶ the consumer
        └──▶ social.log (stream, 7 days)
<service>.events (direct exchange, the service's own) ──▶ .retry.1s|10s|60s ──(time is up)──▶ <service>.events
        └──▶ .dead
"""

from collections.abc import Iterable
from typing import Any

from pika.adapters.blocking_connection import BlockingChannel

VHOST = "kith"
EVENTS_EXCHANGE = "social.events"
LOG_STREAM = "social.log"
STREAM_ARGUMENTS: dict[str, Any] = {
    "x-queue-type": "stream",
    "x-max-age": "7D",
    "x-stream-max-segment-size-bytes": 50_000_000,
}
RETRY_DELAYS_SECONDS = {"1s": 1, "10s": 10, "60s": 60}

# A backstop only: the consumer counts crashes itself and condemns the guilty message long before.
# It must be high, for with a prefetch every crash counts against all messages that were under way.
DELIVERY_LIMIT = 200


def events_queue(service: str) -> str:
    """Return the name of a service's queue, and of its own exchange."""
    return f"{service}.events"


def dead_queue(service: str) -> str:
    """Return the queue of the messages that no handler can take; ``redrive`` empties it."""
    return f"{service}.events.dead"


def retry_queue(service: str, delay: str) -> str:
    """Return the queue whose messages come back after ``delay``, a key of RETRY_DELAYS_SECONDS."""
    return f"{service}.events.retry.{delay}"


def declare(channel: BlockingChannel, service: str, types: Iterable[str]) -> None:
    """Declare what belongs to a service, and bind its queue for the types that it handles.

    The shared exchange and the stream come from the broker's definitions (``chassis.bus.definitions``).
    """
    own = events_queue(service)
    channel.exchange_declare(own, "direct", durable=True)
    for queue, arguments in queues(service).items():
        channel.queue_declare(queue, durable=True, arguments=arguments)
        channel.queue_bind(queue, own, routing_key=queue)
    for event_type in types:
        channel.queue_bind(own, EVENTS_EXCHANGE, routing_key=event_type)


def queues(service: str) -> dict[str, dict[str, Any]]:
    """Return the queues of a service with their arguments; a message leaves one only when the next one has it."""
    own = events_queue(service)
    found: dict[str, dict[str, Any]] = {dead_queue(service): {"x-queue-type": "quorum"}}
    found[own] = {**_passing_on(own, dead_queue(service)), "x-delivery-limit": DELIVERY_LIMIT}
    for delay, seconds in RETRY_DELAYS_SECONDS.items():
        found[retry_queue(service, delay)] = {**_passing_on(own, own), "x-message-ttl": seconds * 1000}
    return found


def _passing_on(exchange: str, queue: str) -> dict[str, Any]:
    return {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": exchange,
        "x-dead-letter-routing-key": queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",  # at-least-once dead-lettering requires it
    }
