"""Events are copied from the log while others arrive."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pika
from publishing import like, publish

from bus.lanes import Lane
from bus.log_stream import PREFETCH, copy_from_log
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


def test_the_connection_that_copies_stays_open_while_a_long_log_has_nothing_to_copy(broker):
    """The service's own connection is used for nothing else meanwhile, and a broker closes one that is silent."""
    parameters = pika.URLParameters(broker.url("posts"))
    parameters.heartbeat = 2  # the broker closes it after 4 to 6 s of silence
    since, missed = datetime.now(UTC), uuid4()
    publish(broker, {uuid4(): like(number) for number in range(12 * PREFETCH)} | {missed: like(1)})
    connection = pika.BlockingConnection(parameters)
    declare_queues(connection.channel(), "posts", [Lane.EVENTS])
    reading = threading.Event()

    def handled(ids):
        reading.wait(0.5)  # as long as a busy database takes for a batch
        return set(ids) - {str(missed)}

    copied = copy_from_log(
        connection,
        "posts",
        {LikeChanged.type: events_queue("posts")},
        since=since,
        handled=handled,
        connect=lambda: pika.BlockingConnection(pika.URLParameters(broker.url("posts"))),
    )

    assert copied == 1
    connection.close()
