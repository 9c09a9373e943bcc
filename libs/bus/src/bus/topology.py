"""Every exchange and queue, with its arguments; the broker refuses a changed argument, so they are only here.

social.events (topic) ──▶ <service>.events ──▶ the consumer
        ├──▶ <service>.events.bulk ──▶ the second consumer, in services with handlers of that lane
        └──▶ social.log (stream, 7 days)
social.private (topic) ──▶ gateway.events.<gateway>: events about credentials and sessions, which the log must not hold
        └──▶ <service>.events of the few services that may read some of them (bus.definitions)
<service>.events (direct exchange, the service's own) ──▶ .retry.1s|10s|60s ──(time is up)──▶ <service>.events
        ├──▶ .dead
        └──▶ .bulk.retry.1s|10s|60s, .bulk.dead: likewise
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

from bus.lanes import Lane
from contracts import EVENTS

VHOST = "kith"
EVENTS_EXCHANGE = "social.events"
PRIVATE_EXCHANGE = "social.private"
LOG_STREAM = "social.log"
LOG_DAYS = 7
STREAM_ARGUMENTS: dict[str, Any] = {
    "x-queue-type": "stream",
    "x-max-age": f"{LOG_DAYS}D",
    "x-stream-max-segment-size-bytes": 50_000_000,
}
RETRY_DELAYS_SECONDS = {"1s": 1, "10s": 10, "60s": 60}

# A last resort: the consumer counts crashes itself and dead-letters the message that causes them much earlier.
# It must be high, because with a prefetch every crash counts for all messages that were unacknowledged.
DELIVERY_LIMIT = 200

QUORUM_SOFT_LIMIT = 100_000
"""How many messages of one channel may wait for a quorum queue before RabbitMQ stops reading from the connection.

With RabbitMQ's own limit of 32, one queue that does not confirm soon stops everything that the relay publishes. The
relay has a limit of its own, which is lower (``chassis.events.outbox.transfer.UNANSWERED_LIMIT``).
"""
ENABLE_FEATURES = "spawn(fun()->rabbit:await_startup(node()),rabbit_feature_flags:enable_all()end)."
"""An Erlang expression without spaces, which a node runs at each start: it enables every stable feature flag.

RabbitMQ does so itself at the first start only. A node that is killed during it would refuse quorum queues from then
on: "the corresponding feature flag is disabled". If all are enabled, this does nothing.
"""
BROKER_FLAGS = f"-rabbit quorum_commands_soft_limit {QUORUM_SOFT_LIMIT} -eval {ENABLE_FEATURES}"
"""What every node needs in RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS; ``rabbitmq.conf`` has no setting for it."""


def exchange_of(event_type: str) -> str:
    """Return the exchange that events of a type are published to.

    A type that this code does not know (its row was written by a newer version) counts as private: no queue is bound
    for it there, so the row waits in the outbox until code that knows the type publishes it.
    """
    event_class = EVENTS.get(event_type)
    return EVENTS_EXCHANGE if event_class is not None and event_class.is_public else PRIVATE_EXCHANGE


def own_exchange(service: str) -> str:
    """Return the name of the exchange that only the service itself publishes to; its routing keys are queues."""
    return f"{service}.events"


def events_queue(service: str, lane: Lane = Lane.EVENTS) -> str:
    """Return the name of the queue of one of a service's lanes."""
    return f"{service}.events" if lane is Lane.EVENTS else f"{service}.events.{lane}"


def dead_queue(service: str, lane: Lane = Lane.EVENTS) -> str:
    """Return the queue of dead-lettered messages; ``redrive`` empties it."""
    return f"{events_queue(service, lane)}.dead"


def retry_queue(service: str, delay: str, lane: Lane = Lane.EVENTS) -> str:
    """Return the queue whose messages come back after ``delay``, a key of RETRY_DELAYS_SECONDS."""
    return f"{events_queue(service, lane)}.retry.{delay}"


def declare(channel: BlockingChannel, service: str, types: Mapping[Lane, Collection[str]]) -> None:
    """Declare what belongs to a service, and bind the queue of each lane for the types that are handled there.

    The shared exchange and the stream come from the broker's definitions (``bus.definitions``).
    """
    declare_queues(channel, service, types)
    bind(channel, service, types)


def declare_queues(channel: BlockingChannel, service: str, lanes: Iterable[Lane]) -> None:
    """Declare the queues of a service, and its own exchange, which leads to them."""
    channel.exchange_declare(own_exchange(service), "direct", durable=True)
    for lane in lanes:
        for queue, arguments in queues(service, lane).items():
            channel.queue_declare(queue, durable=True, arguments=arguments)
            channel.queue_bind(queue, own_exchange(service), routing_key=queue)


def bind(
    channel: BlockingChannel,
    service: str,
    types: Mapping[Lane, Collection[str]],
    *,
    only: Collection[str] | None = None,
) -> None:
    """Bind the queue of each lane for the types that are handled there, all of them or ``only`` some."""
    for lane, handled in types.items():
        for event_type in handled:
            if only is None or event_type in only:
                _bind(channel, service, lane, event_type)


def _bind(channel: BlockingChannel, service: str, lane: Lane, event_type: str) -> None:
    """Bind a type to its lane, then unbind it from the lanes of earlier versions, so that no event is missed."""
    exchange = exchange_of(event_type)
    channel.queue_bind(events_queue(service, lane), exchange, routing_key=event_type)
    for other in set(Lane) - {lane}:
        channel.queue_unbind(events_queue(service, other), exchange, routing_key=event_type)


def queues(service: str, lane: Lane = Lane.EVENTS) -> dict[str, dict[str, Any]]:
    """Return the queues of a lane with their arguments; a message leaves one only when the next one has it."""
    exchange, main, dead = own_exchange(service), events_queue(service, lane), dead_queue(service, lane)
    found: dict[str, dict[str, Any]] = {dead: {"x-queue-type": "quorum"}}
    found[main] = {**_passing_on(exchange, dead), "x-delivery-limit": DELIVERY_LIMIT}
    for delay, seconds in RETRY_DELAYS_SECONDS.items():
        found[retry_queue(service, delay, lane)] = {**_passing_on(exchange, main), "x-message-ttl": seconds * 1000}
    return found


def has_queue(connection: BlockingConnection, queue: str) -> bool:
    """Return whether the broker has a queue of this name."""
    channel = connection.channel()
    try:
        channel.queue_declare(queue, passive=True)
    except ChannelClosedByBroker:
        return False
    channel.close()
    return True


def _passing_on(exchange: str, queue: str) -> dict[str, Any]:
    return {
        "x-queue-type": "quorum",
        "x-dead-letter-exchange": exchange,
        "x-dead-letter-routing-key": queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",  # at-least-once dead-lettering requires it
    }
