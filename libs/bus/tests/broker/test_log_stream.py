"""Events are copied from the log while others arrive."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pika
from publishing import like, publish

from bus.lanes import Lane
from bus.log_stream import copy_from_log
from bus.topology import declare_queues, events_queue
from contracts.posts import LikeChanged


def test_the_log_is_copied_while_events_go_on_arriving(broker):
    connection = pika.BlockingConnection(pika.URLParameters(broker.url("posts")))
    declare_queues(connection.channel(), "posts", [Lane.EVENTS])
    since, lost = datetime.now(UTC), {uuid4(): like(number) for number in range(200)}
    publish(broker, lost)
    is_over, copied_ids = threading.Event(), set()
    busy = threading.Thread(target=lambda: _publish_until(broker, is_over))
    busy.start()

    try:
        copy_from_log(
            connection,
            "posts",
            {LikeChanged.type: events_queue("posts")},
            since=since,
            handled=lambda ids: copied_ids.update(ids) or set(),
            connect=lambda: pika.BlockingConnection(pika.URLParameters(broker.url("posts"))),
        )
    finally:
        is_over.set()
        busy.join()

    assert {str(event_id) for event_id in lost} <= copied_ids
    connection.close()


def _publish_until(broker, is_over):
    while not is_over.is_set():
        publish(broker, {uuid4(): like(number) for number in range(50)})
