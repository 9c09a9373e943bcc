"""Deletes some of the messages in the dead queues."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

from django.conf import settings
from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel

from bus.lanes import Lane
from bus.messages import Incoming, copy_of
from bus.topology import dead_queue, has_queue, own_exchange
from chassis.events.broker import parameters

AT_ONCE = 200
"""How many messages of one queue are looked at in one call: each is written again, which takes some milliseconds."""
LOOKED_AT = "x-looked-at"

Choice = Callable[[Sequence[Incoming]], Collection[int]]
"""Returns the tags of those messages that are to be deleted, whoever asks for it."""


def dead_letters_delete(chosen_of: Choice, *, since: datetime) -> bool:
    """Delete the chosen ones of the next messages in the dead queues; return whether there may be others.

    Call it until it returns False. The others are put back behind each other, with the time: what was looked at after
    ``since`` is not looked at again. Returned to the queue without a copy they would count as deliveries, which a
    quorum queue may limit. Raises what ``bus.connection.LOST`` names while the broker is unavailable.
    """
    with BlockingConnection(parameters("dead letters")) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        queues = [name for lane in Lane if has_queue(connection, name := dead_queue(settings.SERVICE, lane))]
        return any(_look_at_some(channel, queue, chosen_of, since) for queue in queues)


def _look_at_some(channel: BlockingChannel, queue: str, chosen_of: Choice, since: datetime) -> bool:
    taken = _taken(channel, queue)
    fresh = [message for message in taken if _looked_at(message) < since.isoformat()]
    now = datetime.now(UTC).isoformat()  # before the choice: it may not know of an erasure that begins right now
    chosen = chosen_of(taken)
    for message in taken:
        if message.tag not in chosen:
            _put_back(channel, queue, message, now)
        channel.basic_ack(message.tag)
    return len(fresh) == AT_ONCE


def _looked_at(message: Incoming) -> str:
    """Return when a message was looked at, as a text that sorts by time; empty if never."""
    return str(message.headers.get(LOOKED_AT, ""))


def _taken(channel: BlockingChannel, queue: str) -> list[Incoming]:
    """Return the first messages of a queue; they are in it again if this process ends before it acknowledges them."""
    taken = []
    for _ in range(min(AT_ONCE, channel.queue_declare(queue, passive=True).method.message_count)):
        method, properties, body = channel.basic_get(queue)
        if method is None:
            break
        taken.append(Incoming(method.delivery_tag, method.redelivered, properties, body))
    return taken


def _put_back(channel: BlockingChannel, queue: str, message: Incoming, looked_at: str) -> None:
    headers = {LOOKED_AT: looked_at}
    copy = copy_of(message, exchange=own_exchange(settings.SERVICE), routing_key=queue, headers=headers)
    channel.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
