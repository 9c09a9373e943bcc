"""Receiving: one bad message harms no other, and each has its own outcome."""

import threading
from dataclasses import replace

import pytest
from django.db import connection
from facts import entry_changed, message, raw_message, tally
from ledger.models import Call, Remedy

from chassis.events.inbox.attempts import CRASH_LIMIT
from chassis.events.inbox.models import Attempt, InboxEntry, ParkedEvent
from chassis.events.inbox.reception import Reception, Stopped
from chassis.events.inbox.results import Outcome

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reception():
    return Reception(threading.Event())


def outcomes(reception, *messages):
    return [result.outcome for result in reception.receive(messages)]


def test_a_batch_is_handled_in_one_transaction(reception, django_assert_num_queries):
    events = [entry_changed() for _ in range(3)]

    with django_assert_num_queries(1 + 3 * 3 + 1 + 2):  # inbox; upsert, two for the tally; calls; begin and commit
        assert outcomes(reception, *[message(event, tag=n) for n, event in enumerate(events)]) == [Outcome.HANDLED] * 3

    assert [tally(event.owner_id) for event in events] == [1, 1, 1]


MALFORMED = [b"{", b"\xff\xfe", b"[]", b'{"entry_id": 7}', b"{}", b"x" * 1_000_000]


@pytest.mark.parametrize("body", MALFORMED, ids=["json", "utf-8", "list", "type", "missing", "megabyte"])
def test_r26_a_malformed_message_is_dead_lettered_and_its_neighbours_are_handled(reception, body):
    before, after = entry_changed(), entry_changed()
    bad = raw_message(message(before).headers, body, tag=2)

    found = outcomes(reception, message(before, tag=1), bad, message(after, tag=3))

    assert found == [Outcome.HANDLED, Outcome.DEAD_LETTERED, Outcome.HANDLED]
    assert tally(before.owner_id) == tally(after.owner_id) == 1


@pytest.mark.parametrize("headers", [{}, {"ce-id": "no uuid"}, {"ce-id": 7, "ce-type": None}])
def test_a_message_without_the_headers_of_an_event_is_dead_lettered(reception, headers):
    assert outcomes(reception, raw_message(headers, b"{}")) == [Outcome.DEAD_LETTERED]


def test_a_failing_handler_fails_its_message_alone_and_undoes_it(reception):
    poison, innocent = entry_changed(mood="poison"), entry_changed()

    found = outcomes(reception, message(poison, tag=1), message(innocent, tag=2))

    assert found == [Outcome.FAILED, Outcome.HANDLED]
    assert InboxEntry.objects.count() == tally(innocent.owner_id) == 1


def test_the_message_that_a_handler_of_many_fails_for_is_the_only_one_that_fails(reception):
    events = [entry_changed(mood="poison" if number == 2 else "fine") for number in range(5)]

    found = outcomes(reception, *[message(event, tag=n) for n, event in enumerate(events)])

    assert found == [Outcome.FAILED if number == 2 else Outcome.HANDLED for number in range(5)]
    assert [tally(event.owner_id) for event in events] == [1, 1, 0, 1, 1]
    assert list(Call.objects.values_list("entry_id", flat=True)) == [events[n].entry_id for n in (0, 1, 3, 4)]


def test_what_was_committed_before_a_crash_has_no_effect_when_the_batch_comes_again(reception):
    events = [entry_changed() for _ in range(4)]
    batch = [message(event, tag=n) for n, event in enumerate(events)]
    reception.receive(batch[:2])

    again = [replace(each, tag=10 + each.tag, is_redelivered=True) for each in batch[:2]]
    found = outcomes(reception, *again, *batch)

    handled, known = Outcome.HANDLED, Outcome.DUPLICATE
    assert found == [known, known, known, known, handled, handled]
    assert Call.objects.count() == 4


def test_a_temporary_fault_postpones_the_step(reception):
    assert outcomes(reception, message(entry_changed(mood="passing"))) == [Outcome.POSTPONED]


def test_r30_a_newer_event_is_read_and_an_unknown_type_is_parked(reception):
    event = entry_changed()
    newer = message(event, tag=1, state="on", added_later={"deep": [1]})
    unknown = message(entry_changed(), tag=2)
    unknown.headers["ce-type"] = "testapp.entry.painted.v1"

    assert outcomes(reception, newer, unknown) == [Outcome.HANDLED, Outcome.PARKED]
    assert tally(event.owner_id) == InboxEntry.objects.count() == 1
    assert [str(parked.event_id) for parked in ParkedEvent.objects.all()] == [unknown.headers["ce-id"]]


def test_the_reason_of_a_dead_letter_contains_no_value_of_the_event(reception):
    secret = raw_message(message(entry_changed()).headers, b'{"entry_id": "hunter2", "version": "hunter2"}')

    (result,) = reception.receive([secret])

    assert "hunter2" not in result.reason


def test_a_redelivered_event_that_outlives_its_handling_leaves_no_count(reception):
    event = entry_changed()

    assert outcomes(reception, message(event, is_redelivered=True)) == [Outcome.HANDLED]
    assert not Attempt.objects.exists()


def test_an_event_that_killed_the_process_too_often_is_dead_lettered_unhandled(reception):
    deadly = message(entry_changed(mood="deadly"), is_redelivered=True)
    Attempt.objects.create(event_id=deadly.headers["ce-id"], count=CRASH_LIMIT)

    (result,) = reception.receive([deadly])

    assert (result.outcome, result.reason) == (Outcome.DEAD_LETTERED, "the process died over it 10 times")
    assert not Attempt.objects.exists()


def test_a_message_is_retried_in_place_after_a_deadlock_or_lost_connection(reception):
    event = entry_changed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    _terminate(pid)

    assert outcomes(reception, message(event)) == [Outcome.HANDLED]
    assert tally(event.owner_id) == 1


def test_r27_the_consumer_waits_for_a_read_only_database_and_dead_letters_nothing(reception):
    _set_read_only("on")
    reception._stopping.set()

    with pytest.raises(Stopped):
        reception.receive([message(entry_changed())])

    _set_read_only("off")


def test_a_message_is_handled_once_its_cause_of_failure_is_removed(reception):
    poison = message(entry_changed(mood="poison"))
    assert outcomes(reception, poison) == [Outcome.FAILED]

    Remedy.objects.create(mood="poison")

    assert outcomes(reception, poison) == [Outcome.HANDLED]


def _terminate(pid):
    other = connection.copy("other")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()


def _set_read_only(value):
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute(
            f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET default_transaction_read_only = {value}'
        )
    connection.close()
