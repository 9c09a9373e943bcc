"""Deletes some of the messages in the dead queues."""

from collections.abc import Callable

from django.conf import settings
from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel

from bus.lanes import Lane
from bus.messages import Incoming, copy_of
from bus.topology import dead_queue, has_queue, own_exchange
from chassis.events.broker import parameters

MOST = 10_000
"""How many messages of one queue are looked at; a queue with more needs somebody who looks into it first."""


def dead_letters_delete(is_chosen: Callable[[Incoming], bool]) -> int:
    """Delete the chosen ones of the messages that are in the dead queues now; return how many.

    The others are put back behind each other: returned to the queue without a copy they would count as deliveries,
    which a quorum queue limits. Raises what ``bus.connection.LOST`` names while the broker is unavailable.
    """
    with BlockingConnection(parameters("dead letters")) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        queues = [name for lane in Lane if has_queue(connection, name := dead_queue(settings.SERVICE, lane))]
        return sum(_delete(channel, queue, is_chosen) for queue in queues)


def _delete(channel: BlockingChannel, queue: str, is_chosen: Callable[[Incoming], bool]) -> int:
    deleted = 0
    for _ in range(min(MOST, channel.queue_declare(queue, passive=True).method.message_count)):
        method, properties, body = channel.basic_get(queue)
        if method is None:
            break
        message = Incoming(method.delivery_tag, method.redelivered, properties, body)
        if is_chosen(message):
            deleted += 1
        else:
            _put_back(channel, queue, message)
        channel.basic_ack(message.tag)
    return deleted


def _put_back(channel: BlockingChannel, queue: str, message: Incoming) -> None:
    copy = copy_of(message, exchange=own_exchange(settings.SERVICE), routing_key=queue, headers={})
    channel.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
