"""Lanes: long work delays no short work, has retry and dead queues of its own, and types move between lanes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pika
import pytest
from django.core.management import call_command
from django.db import connection
from facts import entries_wanted, entry_changed
from ledger.consumers import LONG_WORK
from ledger.events import EntriesWanted, EntryChanged
from ledger.models import Remedy
from workers import SERVICE, effects, emit_each

from bus.lanes import Lane
from bus.topology import EVENTS_EXCHANGE, declare, events_queue, has_queue
from chassis.events.consuming.routing import ATTEMPTS
from chassis.events.inbox import registry
from chassis.events.inbox.registry import types_by_lane
from chassis.running.worker import Worker
from chassis.testing.servers import wait_until

BULK_QUEUE = events_queue(SERVICE, Lane.BULK)


def test_events_do_not_wait_behind_long_work(workers):
    worker = workers.start()
    long, others = entries_wanted(), [entry_changed() for _ in range(20)]

    with long_work_is_held():
        emit_each(long)
        wait_until(lambda: _is_working(), what="the long work does not begin")
        emit_each(*others)
        workers.settle(*others)
        assert effects({long.entry_id}) == 0
    workers.settle(long)

    assert effects({long.entry_id}) == 1
    handled = 'consumer_handled_total{lane="bulk",outcome="handled",type="testapp.entries.wanted.v1"}'
    wait_until(lambda: worker.metric(handled) == 1, what="no metric")


def test_a_failing_event_goes_to_the_dead_queue_of_its_lane_and_is_redriven_to_it(workers, settings):
    worker, poison = workers.start(), entries_wanted(mood="poison")
    workers.publish(poison, **{ATTEMPTS: 4})
    wait_until(lambda: workers.dead(Lane.BULK) == 1, what="it does not die")
    assert (workers.dead(), worker.metric('dead_total{lane="bulk"}')) == (0, 1)

    Remedy.objects.create(mood="poison")
    settings.AMQP_URL = workers.broker.url(SERVICE)
    call_command("redrive")
    workers.settle(poison)

    assert (effects({poison.entry_id}), workers.dead(Lane.BULK)) == (1, 0)


def test_a_failing_handler_of_a_lane_is_retried_there(workers):
    workers.start()
    passing = entries_wanted(mood="passing")
    emit_each(passing)
    retries = f"{BULK_QUEUE}.retry.1s"
    wait_until(lambda: workers.ready(retries) == 1 or workers.ready(f"{BULK_QUEUE}.retry.10s") == 1, what="no retry")

    Remedy.objects.create(mood="passing")
    workers.settle(passing)

    assert (effects({passing.entry_id}), workers.dead(Lane.BULK)) == (1, 0)


@pytest.mark.parametrize(
    ("old_queue", "make"),
    [(events_queue(SERVICE), entries_wanted), (BULK_QUEUE, entry_changed)],
    ids=["from events to bulk", "from bulk to events"],
)
def test_a_type_moves_to_another_lane_and_what_waits_in_the_old_queue_is_handled(workers, old_queue, make):
    left, later = make(), make()
    with workers.channel() as channel:  # as a version that handled the type on the other lane has left it
        channel.queue_bind(old_queue, EVENTS_EXCHANGE, routing_key=left.type)
    workers.hand_in(left, old_queue)

    workers.start()
    workers.settle(left)
    emit_each(later)
    workers.settle(later)

    assert effects({left.entry_id, later.entry_id}) == 2
    assert _queues_bound_for(workers, left.type) == [events_queue(SERVICE, _lane_of(left.type))]


def test_messages_on_a_lane_without_handlers_are_handled(workers, monkeypatch):
    event = entry_changed()
    workers.hand_in(event, BULK_QUEUE)
    monkeypatch.setattr("chassis.events.inbox.registry._lanes", {EntryChanged.type: {Lane.EVENTS}})

    workers.start()
    workers.settle(event)

    assert effects({event.entry_id}) == 1


def test_after_a_rollback_a_worker_that_ran_all_the_time_handles_what_goes_to_the_newer_ones_lane(workers, monkeypatch):
    monkeypatch.setattr("chassis.events.consuming.consumer.LANES_SECONDS", 1.0)
    with workers.channel() as channel:
        channel.queue_delete(BULK_QUEUE)
    with monkeypatch.context() as older:
        older.setattr("chassis.events.inbox.registry._lanes", {kind: {Lane.EVENTS} for kind in registry._lanes})
        workers.start()
    newer = workers.start()
    assert _queues_bound_for(workers, EntriesWanted.type) == [BULK_QUEUE]
    assert newer.stop() == 0

    event = entries_wanted()
    emit_each(event)
    workers.settle(event)

    assert effects({event.entry_id}) == 1


def test_a_service_without_long_work_has_one_lane(broker):
    with pika.BlockingConnection(pika.URLParameters(broker.url("posts"))) as opened:
        declare(opened.channel(), "posts", {Lane.EVENTS: [EntryChanged.type]})

        assert [has_queue(opened, events_queue("posts", lane)) for lane in Lane] == [True, False]


def test_a_type_on_two_lanes_stops_the_worker(monkeypatch):
    # an older version's
    monkeypatch.setattr("chassis.events.inbox.registry._lanes", {EntryChanged.type: {*Lane}})

    with pytest.raises(ValueError, match=r"^handled on two lanes: testapp\.entry\.changed\.v1$"):
        Worker("127.0.0.1:0")


@contextmanager
def long_work_is_held() -> Iterator[None]:
    """Hold the lock that the handler of long work waits for."""
    other = connection.copy("other")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LONG_WORK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LONG_WORK])
            other.close()


def _is_working() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def _lane_of(event_type: str) -> Lane:
    return next(lane for lane, types in types_by_lane().items() if event_type in types)


def _queues_bound_for(workers, event_type: str) -> list[str]:
    listed = workers.broker.control("list_bindings", "-p", "kith", "destination_name", "routing_key", "source_name")
    rows = [line.split("\t") for line in listed.splitlines()]
    return sorted({row[0] for row in rows if row[1:] == [event_type, EVENTS_EXCHANGE]})
