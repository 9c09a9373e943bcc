"""Broker and database stop and come back; nothing is lost, doubled or dead-lettered."""

from django.db import connection
from facts import entry_changed
from ledger.models import Call
from workers import effects, emit_each, unpublished

from bus.topology import EVENTS_EXCHANGE
from chassis.testing.servers import wait_until


def test_r08_a_broker_killed_and_restarted_under_load_loses_nothing(workers):
    workers.start()
    before, after = [entry_changed() for _ in range(150)], [entry_changed() for _ in range(50)]
    emit_each(*before)
    workers.broker.kill()
    emit_each(*after)
    workers.broker.start()

    workers.settle(*before, *after)

    assert (Call.objects.count(), workers.dead()) == (200, 0)


def test_a_worker_starts_while_the_broker_is_down(workers):
    workers.broker.kill()
    worker = workers.start(is_awaited=False)
    event = entry_changed()
    emit_each(event)
    wait_until(lambda: worker.answers("/livez"), what="nothing happens")
    assert not worker.answers("/readyz")

    workers.broker.start()
    workers.settle(event)

    wait_until(lambda: worker.answers("/readyz"), what="a lane is not consumed")


def test_r09_a_broker_with_a_memory_alarm_is_down_and_nothing_hangs(workers):
    worker = workers.start()
    workers.broker.control("set_vm_memory_high_watermark", "0.00001")
    event = entry_changed()
    emit_each(event)
    wait_until(lambda: not worker.answers("/readyz"), seconds=10, what="the alarm is not noticed")
    assert unpublished() == 1

    workers.broker.control("set_vm_memory_high_watermark", "0.4")
    workers.settle(event)


def test_r27_a_database_that_is_down_puts_nothing_into_the_dead_queue(workers):
    worker = workers.start()
    admin = connection.copy("admin")
    admin.settings_dict = admin.settings_dict | {"NAME": "postgres"}
    events = [entry_changed() for _ in range(20)]
    connection.close()
    _allow_connections(admin, "false")
    for event in events:
        workers.publish(event)  # the outbox is as unreachable as the rest of the database
    wait_until(lambda: not workers.ready("testapp.events"), what="nobody takes the messages")
    _allow_connections(admin, "true")

    workers.settle(*events)

    assert (effects({event.entry_id for event in events}), workers.dead()) == (20, 0)
    assert worker.answers("/livez")
    admin.close()


def test_r04_what_cannot_be_routed_stays_in_the_outbox(workers):
    worker = workers.start()
    with workers.channel() as channel:
        channel.queue_unbind("testapp.events", EVENTS_EXCHANGE, "testapp.entry.changed.v1")
    workers.broker.control("delete_queue", "--vhost", "kith", "social.log")
    event = entry_changed()
    emit_each(event)
    wait_until(lambda: worker.metric("relay_returned_total") >= 1, what="nothing returned")
    assert unpublished() == 1

    with workers.channel() as channel:
        channel.queue_bind("testapp.events", EVENTS_EXCHANGE, "testapp.entry.changed.v1")
    workers.settle(event)

    workers.broker.control("import_definitions", str(workers.broker.folder / "definitions.json"))


def _allow_connections(admin, value):
    name = connection.settings_dict["NAME"]
    with admin.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS {value}')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
