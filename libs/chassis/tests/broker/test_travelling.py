"""Events travel from a committed transaction to their effect through a real worker and a real broker."""

import time

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from facts import entry_changed, tally
from ledger.models import Remedy
from workers import SERVICE, effects, emit_each, unpublished

from chassis.events.consuming.routing import ATTEMPTS
from chassis.events.outbox.models import OutboxEntry
from chassis.testing.servers import wait_until


def test_an_event_has_its_effect_and_the_worker_logs_and_counts_it(workers):
    worker, event = workers.start(), entry_changed()

    emit_each(event)
    workers.settle(event)

    assert tally(event.owner_id) == 1
    assert worker.answers("/livez")
    handled = 'consumer_handled_total{lane="events",outcome="handled",type="testapp.entry.changed.v1"}'
    wait_until(lambda: worker.metric(handled) == 1, seconds=5, what="no metric")
    assert worker.metric("relay_published_total") == 1
    assert worker.metric("event_lag_seconds_count") >= 1


def test_duplicates_on_the_wire_have_one_effect(workers):
    workers.start()
    event, marker = entry_changed(), entry_changed()
    workers.publish(event, times=5)

    emit_each(marker)
    workers.settle(marker, event)

    assert (effects({event.entry_id}), tally(event.owner_id)) == (1, 1)


def test_r26_a_failing_message_is_dead_lettered_at_its_fifth_attempt_and_redriven(workers, settings):
    worker = workers.start()
    poison, innocents = entry_changed(mood="poison"), [entry_changed() for _ in range(50)]
    workers.publish(poison, **{ATTEMPTS: 4})
    emit_each(*innocents)

    workers.settle(*innocents)
    wait_until(lambda: workers.dead() == 1, what="it does not die")
    assert worker.metric("dead_total") == 1
    Remedy.objects.create(mood="poison")
    settings.AMQP_URL = workers.broker.url(SERVICE)
    call_command("redrive")
    workers.settle(poison)

    assert (effects({poison.entry_id}), workers.dead()) == (1, 0)


def test_an_event_with_a_temporary_fault_is_retried_until_it_succeeds(workers):
    workers.start()
    event = entry_changed(mood="passing")
    emit_each(event)
    wait_until(lambda: not unpublished(), seconds=10, what="unpublished")

    Remedy.objects.create(mood="passing")
    workers.settle(event)

    assert (effects({event.entry_id}), workers.dead()) == (1, 0)


def test_r05_a_transaction_that_commits_late_is_not_skipped(workers):
    workers.start()
    late, early = entry_changed(), entry_changed()
    emit_each(late)
    workers.settle(late)
    OutboxEntry.objects.update(published_at=None)  # its id is below what is published next

    emit_each(early)
    workers.settle(early)

    assert unpublished() == 0


def test_r13_replay_brings_back_what_a_broker_has_lost(workers, capsys):
    first = workers.start()
    event = entry_changed()
    emit_each(event)
    workers.settle(event)
    assert first.stop() == 0
    lost = entry_changed()
    emit_each(lost)
    OutboxEntry.objects.filter(published_at=None).update(published_at=Now())  # the broker has lost it
    workers.start()

    call_command("replay", "--since", "2026-01-01T00:00:00Z")
    workers.settle(lost)

    assert capsys.readouterr().out == "replayed 2\n"
    assert effects({event.entry_id}) == effects({lost.entry_id}) == 1


@pytest.mark.parametrize("count", [0, 300])
def test_r72_sigterm_ends_a_worker_in_time_and_what_it_held_is_not_lost(workers, count):
    worker = workers.start()
    events = [entry_changed() for _ in range(count)]
    emit_each(*events)

    started = time.monotonic()
    assert worker.stop() == 0
    assert time.monotonic() - started < (10 if count else 2)

    if events:
        workers.start()
        workers.settle(*events)
        assert effects({event.entry_id for event in events}) == count
