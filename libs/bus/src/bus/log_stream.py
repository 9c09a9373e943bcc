"""Reads the log, the stream of all public events of the last days."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from bus.connection import LOST
from bus.messages import Incoming, copy_of
from bus.topology import LOG_STREAM, own_exchange

MARGIN = timedelta(seconds=60)
"""Allows for clocks that differ."""
PREFETCH = 500
LULL_SECONDS = 1.0
"""After this time without a message the log has been read to its end."""
SILENCE_SECONDS = 10.0
"""After this time without a message, although the log has more, the broker counts as silent."""
CHUNK_SECONDS = 3.0
"""For how long at most the last chunk is read to find the last offset, while further messages arrive."""
OFFSET, TYPE, ID = "x-stream-offset", "ce-type", "ce-id"
Connect = Callable[[], BlockingConnection]


def copy_from_log(
    broker: BlockingConnection,
    service: str,
    queues: Mapping[str, str],
    *,
    since: datetime,
    handled: Callable[[Collection[str]], set[str]],
    connect: Connect,
) -> int:
    """Send the events of some types to a service's queues again, given by type, from a time on; return how many.

    ``handled`` returns which of some ids need not be sent. A message without an event's id is skipped, because it
    cannot have an effect. Returns when everything that was in the log at the call has been read. Raises AMQPError when
    it cannot be read. The log is read over connections of its own, which ``connect`` makes.
    """
    last = _last_offset(connect, broker)
    if last is None:
        return 0
    copies, copied = broker.channel(), 0
    copies.confirm_delivery()
    for batch in _batches(connect, broker, since - MARGIN, last):
        found = {event_id: each for each in batch if (event_id := _event_id(each, queues))}
        known = handled(list(found))
        for missed in (each for event_id, each in found.items() if event_id not in known):
            _send(copies, service, missed, queues[missed.headers[TYPE]])
            copied += 1
    copies.close()
    return copied


def _last_offset(connect: Connect, broker: BlockingConnection) -> int | None:
    """Return the offset of the last message, None for an empty log. Raises AMQPError when the log does not answer.

    RabbitMQ's "last" is the first message of the last chunk, and a chunk contains up to some thousand.
    """
    last, until = None, time.monotonic() + SILENCE_SECONDS
    for message in _read(connect, broker, "last"):
        if message is not None:
            until = until if last is not None else time.monotonic() + CHUNK_SECONDS
            last = message.headers[OFFSET]
        if (message is None and last is not None) or time.monotonic() > until:
            break
    if last is None and _has_messages(connect):
        raise AMQPError("the log is silent")
    return last


def _has_messages(connect: Connect) -> bool:
    with connect() as broker:
        return bool(broker.channel().queue_declare(LOG_STREAM, passive=True).method.message_count)


def _batches(connect: Connect, broker: BlockingConnection, since: datetime, last: int) -> Iterator[list[Incoming]]:
    """Yield the log's messages from a time to an offset, in batches. Raises AMQPError if the broker stops sending."""
    batch, heard_at = list[Incoming](), time.monotonic()
    for message in _read(connect, broker, since):
        if message is None and time.monotonic() > heard_at + SILENCE_SECONDS:
            raise AMQPError("the log ends before the offset that it had")
        if message is None:
            continue
        batch.append(message)
        if message.headers[OFFSET] >= last or len(batch) >= PREFETCH:
            yield batch
            batch = []
        heard_at = time.monotonic()
        if message.headers[OFFSET] >= last:
            return


def _read(connect: Connect, broker: BlockingConnection, offset: str | datetime) -> Iterator[Incoming | None]:
    """Yield the log's messages from an offset on, without end, and None when none came for LULL_SECONDS.

    When pika stops it rejects its unacknowledged messages, which streams do not support: RabbitMQ then closes the whole
    connection (540). The heartbeats of ``broker``, which is not used meanwhile, are kept up: a long log may contain
    nothing to copy.
    """
    log, served_at = connect(), time.monotonic()
    try:
        channel = log.channel()
        channel.basic_qos(prefetch_count=PREFETCH)  # streams require it
        deliveries = channel.consume(LOG_STREAM, arguments={OFFSET: offset}, inactivity_timeout=LULL_SECONDS)
        for method, properties, body in deliveries:
            if time.monotonic() >= served_at + LULL_SECONDS:
                broker.process_data_events(time_limit=0)
                served_at = time.monotonic()
            if method is None:
                yield None
                continue
            channel.basic_ack(method.delivery_tag)
            yield Incoming(method.delivery_tag, False, properties, body)
    finally:
        with suppress(*LOST):
            log.close()


def _event_id(message: Incoming, queues: Mapping[str, str]) -> str | None:
    """Return the id of an event for one of the queues; None for another message."""
    kind = message.headers.get(TYPE)
    try:
        return str(UUID(message.headers[ID])) if isinstance(kind, str) and kind in queues else None
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _send(copies: BlockingChannel, service: str, message: Incoming, queue: str) -> None:
    copy = copy_of(message, exchange=own_exchange(service), routing_key=queue, headers={})
    copies.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
