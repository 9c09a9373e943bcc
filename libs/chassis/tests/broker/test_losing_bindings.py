"""A binding that is lost is noticed and made again, and what it missed is read from the log."""

import pika
import pytest
from facts import entry_changed, message
from workers import SERVICE, effects, emit_each, unpublished

from bus.topology import EVENTS_EXCHANGE
from chassis.events.consuming.bindings import bound_types
from chassis.events.consuming.models import Binding
from chassis.testing.servers import wait_until

pytestmark = pytest.mark.usefixtures("empty_log")
TYPE = "testapp.entry.changed.v1"
QUEUE = f"{SERVICE}.events"


def unbind(workers):
    with workers.channel() as channel:
        channel.queue_unbind(QUEUE, EVENTS_EXCHANGE, TYPE)


def publish_at_once(workers, events):
    with workers.channel() as channel:
        for event in events:
            sent = message(event)
            channel.basic_publish(EVENTS_EXCHANGE, TYPE, sent.body, pika.BasicProperties(headers=sent.headers))


def test_the_events_that_a_lost_binding_missed_have_their_effect_once(workers):
    worker = workers.start()
    before, missed, after = entry_changed(), entry_changed(), entry_changed()
    emit_each(before)
    workers.settle(before)

    unbind(workers)
    emit_each(missed)
    wait_until(lambda: not unpublished(), seconds=10, what="unpublished")  # the log makes it routable
    workers.settle(missed)
    emit_each(after)
    workers.settle(after)

    wait_until(lambda: not Binding.objects.filter(lost_since__isnull=False).exists(), what="it goes on reading")
    assert effects({before.entry_id, missed.entry_id, after.entry_id}) == 3
    assert worker.metric("bindings_lost_total") == 1
    assert worker.metric("events_recovered_total") >= 1


def test_a_binding_that_is_lost_while_no_worker_runs_is_noticed_at_the_next_start(workers):
    first, missed = workers.start(), entry_changed()
    assert first.stop() == 0
    unbind(workers)
    workers.publish(missed)

    second = workers.start()
    workers.settle(missed)

    assert second.metric("bindings_lost_total") == 1


def test_every_event_of_a_burst_at_the_end_of_the_log_is_read(workers):
    first, missed = workers.start(), [entry_changed() for _ in range(200)]
    assert first.stop() == 0
    unbind(workers)
    publish_at_once(workers, missed)  # the log keeps them together, as one chunk

    workers.start()
    workers.settle(*missed)

    assert effects({event.entry_id for event in missed}) == 200


@pytest.mark.parametrize("headers", [{}, {"ce-id": "garbage"}, {"ce-id": 5}])
def test_a_message_without_an_event_does_not_stop_the_copy(workers, headers):
    first, missed = workers.start(), entry_changed()
    assert first.stop() == 0
    unbind(workers)
    with workers.channel() as channel:
        properties = pika.BasicProperties(headers={"ce-type": TYPE, **headers})
        channel.basic_publish(EVENTS_EXCHANGE, TYPE, b"{}", properties)
    workers.publish(missed)

    second = workers.start()
    workers.settle(missed)

    wait_until(lambda: not Binding.objects.filter(lost_since__isnull=False).exists(), what="it goes on reading")
    assert second.answers("/livez")


def test_a_type_that_is_new_is_no_lost_one(workers):
    Binding.objects.all().delete()
    unbind(workers)

    worker = workers.start()

    assert worker.metric("bindings_lost_total") == 0
    assert Binding.objects.get(type=TYPE).lost_since is None


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9"])
def test_bindings_are_made_though_they_cannot_be_compared(workers, url):
    unbind(workers)
    workers.management_url = url

    worker = workers.start()
    event = entry_changed()
    emit_each(event)
    workers.settle(event)

    assert worker.metric("bindings_lost_total") == 0


def test_a_queue_that_is_gone_comes_back_with_what_it_missed(workers):
    worker = workers.start()
    workers.broker.control("delete_queue", "--vhost", "kith", QUEUE)
    missed = entry_changed()
    emit_each(missed)

    workers.settle(missed)

    assert worker.metric("bindings_lost_total") >= 1


def test_the_broker_says_what_is_bound(workers, settings):
    settings.AMQP_URL = workers.broker.url(SERVICE)
    settings.AMQP_MANAGEMENT_URL = workers.broker.management_url

    assert TYPE in bound_types(SERVICE)
    unbind(workers)
    assert TYPE not in bound_types(SERVICE)
