"""Dead messages get another life, once what killed them is mended."""

from pika import BlockingConnection

from chassis.bus.connection import parameters
from chassis.bus.messages import Incoming, copy_of
from chassis.bus.routing import ATTEMPTS, POSTPONED
from chassis.bus.topology import dead_queue, events_queue


def redrive(service: str) -> int:
    """Move what is in the dead queue now to the service's queue; return how many messages that were.

    A message that dies again meanwhile stays dead until the next call. Raises pika's AMQPError when the broker is away.
    """
    with BlockingConnection(parameters("redrive")) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        dead = channel.queue_declare(dead_queue(service), passive=True).method.message_count
        for moved in range(dead):
            method, properties, body = channel.basic_get(dead_queue(service))
            if method is None:
                return moved
            message = Incoming(method.delivery_tag, method.redelivered, properties, body)
            queue = events_queue(service)
            copy = copy_of(message, exchange=queue, routing_key=queue, headers={ATTEMPTS: 0, POSTPONED: 0})
            channel.basic_publish(copy.exchange, copy.routing_key, copy.body, copy.properties, mandatory=True)
            channel.basic_ack(message.tag)
        return dead
