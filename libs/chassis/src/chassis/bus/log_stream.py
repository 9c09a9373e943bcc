"""Reads the log, the stream of all public events of the last days."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta

from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from chassis.bus.messages import Incoming, copy_of
from chassis.bus.topology import LOG_STREAM, own_exchange

MARGIN = timedelta(seconds=60)
"""For clocks that differ."""
PREFETCH = 500
SILENCE_SECONDS = 10.0
OFFSET, TYPE, ID = "x-stream-offset", "ce-type", "ce-id"


def copy_from_log(
    broker: BlockingConnection,
    service: str,
    queues: Mapping[str, str],
    *,
    since: datetime,
    handled: Callable[[Collection[str]], set[str]],
) -> int:
    """Send the events of some types to a service's queues again, given by type, from a time on; return how many.

    ``handled`` returns which of some ids need not be sent. It stops at what was the end of the log when it was called.
    Raises AMQPError when the log sends nothing more before that.
    """
    last = next((message.headers[OFFSET] for message in _read(broker, "last")), None)
    if last is None:
        return 0  # an empty log
    copies = broker.channel()
    copies.confirm_delivery()
    copied, found = 0, dict[str, Incoming]()
    for message in _read(broker, since - MARGIN):
        is_last = message.headers[OFFSET] >= last
        if message.headers.get(TYPE) in queues:
            found[message.headers[ID]] = message
        if len(found) >= PREFETCH or is_last:
            copied += _send_missed(copies, service, queues, found, handled(list(found)))
            found.clear()
        if is_last:
            copies.close()
            return copied
    raise AMQPError("the log ends before the offset that it had")


def _send_missed(
    copies: BlockingChannel, service: str, queues: Mapping[str, str], found: Mapping[str, Incoming], known: set[str]
) -> int:
    """Send the messages whose ids are not among the known ones; return how many."""
    missed = [message for event_id, message in found.items() if event_id not in known]
    for message in missed:
        _send(copies, service, message, queues[message.headers[TYPE]])
    return len(missed)


def _read(broker: BlockingConnection, offset: str | datetime) -> Iterator[Incoming]:
    """Yield the log's messages from an offset on, until nothing comes for SILENCE_SECONDS."""
    channel = broker.channel()
    channel.basic_qos(prefetch_count=PREFETCH)  # a stream demands it
    try:
        deliveries = channel.consume(LOG_STREAM, arguments={OFFSET: offset}, inactivity_timeout=SILENCE_SECONDS)
        for method, properties, body in deliveries:
            if method is None:
                return
            channel.basic_ack(method.delivery_tag)
            yield Incoming(method.delivery_tag, False, properties, body)
    finally:
        channel.close()


def _send(copies: BlockingChannel, service: str, message: Incoming, queue: str) -> None:
    copy = copy_of(message, exchange=own_exchange(service), routing_key=queue, headers={})
    copies.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
