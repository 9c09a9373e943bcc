"""Workers are killed at every failpoint, and in the middle of their work; nothing is lost, doubled or dead-lettered."""

import os
import signal

import pytest
from facts import entry_changed, message
from ledger.models import Call, Tally
from workers import effects, emit_each

from chassis.events.inbox.attempts import CRASH_LIMIT
from chassis.events.inbox.parking import park
from chassis.running.worker import CHECK_SECONDS
from chassis.testing.servers import wait_until
from contracts.envelope import Envelope
from runtime.failpoints import FAILPOINTS

POINTS = [name for name in FAILPOINTS if name.startswith(("relay.", "consumer."))]


@pytest.mark.parametrize("name", POINTS)
def test_r02_r20_a_worker_that_dies_anywhere_has_every_effect_once(workers, name):
    moods = ["poison"] if name == "consumer.after_republish" else []
    dying = [entry_changed(mood=mood) for mood in moods] + [entry_changed() for _ in range(20)]
    if name == "consumer.after_unpark":
        arrived = [message(event) for event in dying]
        park((Envelope.from_headers(each.headers), each) for each in arrived)
        assert workers.start(is_awaited=False, failpoint=f"{name}:1").wait() == -signal.SIGKILL
    else:
        workers.run_until_dead(f"{name}:1", *dying)

    workers.start()
    workers.settle(*[event for event in dying if event.mood == "fine"])

    assert Call.objects.count() == 20
    assert sum(Tally.objects.values_list("count", flat=True)) == 20


def test_r28_ten_kills_with_a_full_prefetch_dead_letter_nothing(workers):
    events = [entry_changed() for _ in range(600)]
    emit_each(*events)
    ids = {event.entry_id for event in events}
    for kills in range(10):
        worker = workers.start()
        wait_until(lambda kills=kills: effects(ids) >= kills * 50, what="nothing happens")
        worker.kill()

    workers.start()
    workers.settle(*events)

    assert (effects(ids), workers.dead()) == (600, 0)


def test_r28_only_the_message_that_kills_the_process_is_dead_lettered(workers):
    deadly, innocents = entry_changed(mood="deadly"), [entry_changed() for _ in range(50)]
    emit_each(*innocents[:25], deadly, *innocents[25:])

    for _ in range(CRASH_LIMIT + 1):
        assert workers.start(is_awaited=False).wait() == -signal.SIGKILL
    worker = workers.start()
    workers.settle(*innocents)

    wait_until(lambda: workers.dead() == 1, what="nothing happens")
    assert effects({event.entry_id for event in innocents}) == 50
    assert worker.answers("/livez")


def test_r06_another_relay_takes_over(workers):
    first = workers.start()
    wait_until(lambda: first.metric("relay_leader") == 1, what="nobody leads")
    second = workers.start()
    assert second.metric("relay_leader") == 0

    first.kill()
    event = entry_changed()
    emit_each(event)

    workers.settle(event, seconds=5)
    assert second.metric("relay_leader") == 1


def test_a_worker_continues_after_a_pause(workers):
    worker = workers.start()
    os.kill(worker.process.pid, signal.SIGSTOP)
    worker.process.join(3 * CHECK_SECONDS)  # the pause; nothing ends

    os.kill(worker.process.pid, signal.SIGCONT)
    event = entry_changed()
    emit_each(event)
    workers.settle(event)

    assert worker.process.is_alive()
