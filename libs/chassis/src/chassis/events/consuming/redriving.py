"""Moves dead-lettered messages back to their queues, after the cause was fixed."""

from pika import BlockingConnection
from pika.adapters.blocking_connection import BlockingChannel

from bus.lanes import Lane
from bus.messages import Incoming, copy_of
from bus.topology import dead_queue, events_queue, has_queue, own_exchange
from chassis.events.broker import parameters
from chassis.events.consuming.routing import ATTEMPTS, POSTPONED


def redrive(service: str) -> int:
    """Move what is in the dead queues now to the queues of their lanes; return how many messages that were.

    A message that is dead-lettered again meanwhile stays so until the next call. Raises pika's AMQPError when the
    broker is unavailable.
    """
    with BlockingConnection(parameters("redrive")) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        lanes = [lane for lane in Lane if has_queue(connection, dead_queue(service, lane))]
        return sum(_redrive_lane(channel, service, lane) for lane in lanes)


def _redrive_lane(channel: BlockingChannel, service: str, lane: Lane) -> int:
    exchange, queue = own_exchange(service), events_queue(service, lane)
    dead = channel.queue_declare(dead_queue(service, lane), passive=True).method.message_count
    for moved in range(dead):
        method, properties, body = channel.basic_get(dead_queue(service, lane))
        if method is None:
            return moved
        message = Incoming(method.delivery_tag, method.redelivered, properties, body)
        copy = copy_of(message, exchange=exchange, routing_key=queue, headers={ATTEMPTS: 0, POSTPONED: 0})
        channel.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
        channel.basic_ack(message.tag)
    return dead
