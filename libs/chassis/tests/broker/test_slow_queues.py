"""One queue takes no messages for a while: the other queues get theirs, and it gets all of them afterwards."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from facts import entry_changed
from workers import effects, emit_each, unpublished

from bus.topology import EVENTS_EXCHANGE
from chassis.events.outbox import rows
from chassis.events.outbox.models import OutboxEntry
from chassis.testing.servers import wait_until

OTHER_QUEUE = "posts.events"
MANY = 450
"""More than RabbitMQ takes on one connection when a queue does not confirm and nothing is set against that."""


@pytest.fixture
def neighbour(workers):
    """A second queue for the events of the test service; a call empties it and returns how many there were."""
    with workers.channel("posts") as channel:
        channel.queue_declare(OTHER_QUEUE, durable=True, arguments={"x-queue-type": "quorum", **REJECT})
        channel.queue_bind(OTHER_QUEUE, EVENTS_EXCHANGE, "testapp.entry.changed.v1")
        yield lambda: channel.queue_purge(OTHER_QUEUE).method.message_count
        channel.queue_delete(OTHER_QUEUE)


REJECT = {"x-overflow": "reject-publish"}


def tell_and_await(*events, seconds):
    """Emit events one by one and wait for their effects, however many stay unpublished."""
    ids = {event.entry_id for event in events}
    emit_each(*events)
    wait_until(lambda: effects(ids) == len(ids), seconds=seconds, what="no effect")


def test_r118_a_queue_that_does_not_confirm_delays_no_other(workers, neighbour):
    worker = workers.start()
    tell_and_await(entry_changed(), seconds=10)
    workers.broker.control("eval", f"sys:suspend('kith_{OTHER_QUEUE}').")

    tell_and_await(*(entry_changed() for _ in range(MANY)), seconds=20)
    began = time.monotonic()
    tell_and_await(entry_changed(), seconds=10)
    assert time.monotonic() - began < 1
    wait_until(lambda: worker.metric("relay_unconfirmed_total") == MANY + 1, what="no metric")
    assert unpublished() == MANY + 1

    workers.broker.control("eval", f"sys:resume('kith_{OTHER_QUEUE}').")
    wait_until(lambda: unpublished() == 0, seconds=20, what="unpublished")
    assert neighbour() == MANY + 2


def test_r118_a_queue_that_refuses_delays_no_other_and_is_asked_less_and_less_often(workers, neighbour):
    worker = workers.start()
    workers.broker.control("set_policy", "-p", "kith", "short", f"^{OTHER_QUEUE}$", '{"max-length":1}')
    for _ in range(2):  # what fills the queue, and what finds it full
        tell_and_await(*(entry_changed() for _ in range(3)), seconds=10)
    refused = OutboxEntry.objects.filter(published_at=None)
    wait_until(lambda: refused.filter(attempts__gte=2).exists(), seconds=20, what="no second attempt")
    assert worker.metric("relay_returned_total") >= 2

    taken = [neighbour()]
    wait_until(lambda: taken.append(neighbour()) or sum(taken) == 6, seconds=30, what="it does not get everything")
    wait_until(lambda: unpublished() == 0, seconds=10, what="unpublished")
    workers.broker.control("clear_policy", "-p", "kith", "short")


def test_r118_what_a_queue_holds_without_an_answer_is_not_sent_to_it_again(workers, neighbour, monkeypatch):
    monkeypatch.setattr(rows, "UNCONFIRMED", rows.Delays(0.2, 0.4))
    workers.start()
    tell_and_await(entry_changed(), seconds=10)
    workers.broker.control("eval", f"sys:suspend('kith_{OTHER_QUEUE}').")
    tell_and_await(*(entry_changed() for _ in range(20)), seconds=20)
    waiting = OutboxEntry.objects.filter(published_at=None)
    wait_until(lambda: waiting.filter(attempts__gte=4).count() == 20, seconds=30, what="no further attempts")

    workers.broker.control("eval", f"sys:resume('kith_{OTHER_QUEUE}').")
    wait_until(lambda: unpublished() == 0, seconds=20, what="unpublished")

    assert neighbour() == 21


def test_what_the_last_leader_set_aside_is_tried_at_once_and_fresh_events_do_not_wait_for_it(workers):
    waiting, live = entry_changed(), entry_changed()
    emit_each(waiting)
    OutboxEntry.objects.update(retry_at=Now() + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute(SET_ASIDE, [20_000])
    aside = OutboxEntry.objects.filter(attempts=7)

    workers.start()
    tell_and_await(live, seconds=20)
    assert aside.count() > 0

    wait_until(lambda: effects({waiting.entry_id}) == 1, seconds=60, what="no effect")
    wait_until(lambda: not aside.exists(), seconds=60, what="it does not try all")


SET_ASIDE = """
    INSERT INTO outbox (event_id, type, subject, sequence, data, traceparent, attempts, retry_at)
    SELECT gen_random_uuid(), 'testapp.of_tomorrow.v1', 'x', 1, '{}', '', 7, now() + interval '1 h' * random()
    FROM generate_series(1, %s)
"""
