"""Events without a handler wait for a version of the service that has one, and have their effect once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from facts import entry_changed, message, raw_message
from ledger.events import EntryChanged
from ledger.models import Call, Remedy
from workers import effects, emit_each, unpublished

from chassis.events.inbox.models import InboxEntry, ParkedEvent
from chassis.events.inbox.parking import (
    CHUNK,
    EXPIRE,
    RETENTION_DAYS,
    TAKE,
    park,
    parked_delete,
    parked_expire,
    parked_take,
)
from chassis.testing.servers import wait_until
from contracts.envelope import Envelope

KIND = EntryChanged.type


def test_r114_of_two_versions_on_one_queue_the_newer_handles_each_event_once(workers):
    workers.start(lacking=(KIND,))
    newer, events = workers.start(), [entry_changed() for _ in range(300)]

    emit_each(*events)
    workers.settle(*events)

    wait_until(lambda: not ParkedEvent.objects.exists(), what="the older one keeps some")
    assert effects({event.entry_id for event in events}) == InboxEntry.objects.count() == 300
    assert (newer.answers("/livez"), workers.dead()) == (True, 0)


def test_r114_after_a_rollback_nothing_is_noted_as_handled_and_the_next_version_handles_all_in_order(workers):
    older, events = workers.start(lacking=(KIND,)), [entry_changed() for _ in range(150)]
    emit_each(*events)
    wait_until(lambda: ParkedEvent.objects.count() == 150, what="not everything is parked")
    assert (InboxEntry.objects.count(), Call.objects.count(), unpublished()) == (0, 0, 0)
    assert older.stop() == 0
    assert workers.ready("testapp.events") == 0

    workers.start()
    workers.settle(*events)

    wait_until(lambda: not ParkedEvent.objects.exists(), what="parked events stay")
    called = Call.objects.order_by("id").values_list("entry_id", flat=True)
    assert [*called] == [event.entry_id for event in events]
    assert workers.dead() == 0


def test_what_comes_while_parked_events_are_handled_does_not_wait_for_them(workers):
    events, live = [entry_changed() for _ in range(1_000)], entry_changed()
    park_all(events)
    emit_each(live)

    workers.start(is_awaited=False)
    workers.settle(live, *events)

    called = [*Call.objects.order_by("id").values_list("entry_id", flat=True)]
    assert len(called) == 1_001
    assert called.index(live.entry_id) < 1_000


def test_a_parked_event_that_fails_is_retried_like_any_other(workers):
    poison = entry_changed(mood="poison")
    park_all([poison])
    workers.start()
    wait_until(lambda: workers.ready("testapp.events.retry.1s") == 1, what="it is not retried")

    Remedy.objects.create(mood="poison")
    workers.settle(poison)

    assert (effects({poison.entry_id}), workers.dead(), ParkedEvent.objects.count()) == (1, 0, 0)


@pytest.mark.django_db
def test_an_event_that_is_parked_twice_is_one_row():
    arrived = message(entry_changed())

    park([(envelope(arrived), arrived)])
    park([(envelope(arrived), arrived)] * 2)

    assert ParkedEvent.objects.count() == 1


@pytest.mark.django_db
def test_an_event_is_kept_as_it_came_whatever_is_in_it():
    headers = message(entry_changed()).headers | {"ce-type": "testapp.entry.painted.v2", "ce-tomorrow": "yes"}
    arrived = raw_message({**headers, "x-attempts": 3}, b"\x00not even JSON")

    park([(envelope(arrived), arrived)])

    (taken,) = parked_take(["testapp.entry.painted.v2"], limit=10)
    assert (taken.message.headers, taken.message.body) == (headers, b"\x00not even JSON")


@pytest.mark.django_db
def test_what_one_worker_has_taken_is_not_another_ones_and_counts_as_redelivered_after_its_lease():
    park_all([entry_changed()])

    first, meanwhile = parked_take([KIND], limit=10), parked_take([KIND], limit=10)
    ParkedEvent.objects.update(due_at=F("parked_at"))
    (second,) = parked_take([KIND], limit=10)

    assert (first[0].message.is_redelivered, meanwhile, second.message.is_redelivered) == (False, [], True)


@pytest.mark.django_db
def test_an_event_that_is_parked_again_while_a_copy_of_it_is_on_its_way_is_not_forgotten():
    arrived = message(entry_changed())
    park([(envelope(arrived), arrived)])
    taken = parked_take([KIND], limit=10)

    park([(envelope(arrived), arrived)])  # an older worker has got the copy
    parked_delete(taken)
    assert ParkedEvent.objects.count() == 1
    parked_delete(parked_take([KIND], limit=10))

    assert not ParkedEvent.objects.exists()


@pytest.mark.django_db
def test_a_worker_does_not_delete_an_event_that_was_parked_again_and_leased_by_another():
    arrived = message(entry_changed())
    park([(envelope(arrived), arrived)])
    slow = parked_take([KIND], limit=10)
    park([(envelope(arrived), arrived)])  # an older worker has got the copy that the slow one has sent
    prompt = parked_take([KIND], limit=10)

    parked_delete(slow)
    assert ParkedEvent.objects.count() == 1
    parked_delete(prompt)

    assert not ParkedEvent.objects.exists()


@pytest.mark.django_db
def test_a_parked_event_without_a_handler_expires():
    old, young = entry_changed(), entry_changed()
    park_all([old, young])
    first = ParkedEvent.objects.order_by("id")[:1]
    ParkedEvent.objects.filter(id__in=first).update(parked_at=F("parked_at") - timedelta(days=RETENTION_DAYS, hours=1))

    assert (parked_expire(), parked_expire(), ParkedEvent.objects.count()) == (1, 0, 1)


@pytest.mark.django_db
def test_a_look_for_parked_events_reads_no_rows_of_other_types():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_parked (event_id, type, headers, body)"
            " SELECT gen_random_uuid(), 'testapp.other.v1', '{}', '' FROM generate_series(1, 5000)"
        )
        cursor.execute("ANALYZE inbox_parked")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {TAKE}", [[KIND], 100, 100, 30])
        (plan,) = cursor.fetchone()

    assert _rows_removed(plan[0]["Plan"]) == 0, plan


@pytest.mark.django_db
def test_the_expiry_of_the_oldest_reads_no_others():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_parked (event_id, type, headers, body, parked_at)"
            " SELECT gen_random_uuid(), 'testapp.other.v1', '{}', '', now() - interval '31 days'"
            " FROM generate_series(1, 100000)"
        )
        cursor.execute("ANALYZE inbox_parked")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {EXPIRE}", [CHUNK, RETENTION_DAYS])
        (plan,) = cursor.fetchone()

    assert _rows_of_scans(plan[0]["Plan"]) == [CHUNK, CHUNK]


def park_all(events: list[EntryChanged]) -> None:
    """Park events as an older version does."""
    arrived = [message(event) for event in events]
    park((envelope(each), each) for each in arrived)


def envelope(arrived) -> Envelope:
    """Return the envelope of a message."""
    return Envelope.from_headers(arrived.headers)


def _rows_removed(plan: dict) -> int:
    return plan.get("Rows Removed by Filter", 0) + sum(map(_rows_removed, plan.get("Plans", [])))


def _rows_of_scans(plan: dict) -> list[int]:
    is_scan = "Scan" in plan["Node Type"] and "Relation Name" in plan
    own = [plan["Actual Rows"] * plan["Actual Loops"]] if is_scan else []
    return own + [rows for each in plan.get("Plans", []) for rows in _rows_of_scans(each)]
