"""Emitting: an event goes out if, and only if, its transaction commits."""

import pytest
from django.db import connection, transaction
from facts import entry_changed

from chassis.context import working_on
from chassis.outbox import OutsideTransaction, emit
from chassis.outbox.models import OutboxEntry


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        emit(entry_changed())

    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_rolled_back_transaction_was_never_told(emitted):
    with transaction.atomic():
        emit(entry_changed())
        transaction.set_rollback(True)

    assert emitted() == []


def test_events_are_read_back_as_they_were_told(emitted):
    events = [entry_changed(), entry_changed(state="off", version=7)]

    for event in events:
        emit(event)

    assert emitted() == events


@pytest.mark.django_db
def test_a_row_names_the_aggregate_its_version_and_the_trace():
    event = entry_changed(version=7)

    with working_on(traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01"):
        emit(event)

    row = OutboxEntry.objects.get()
    assert (row.type, row.subject, row.sequence) == ("testapp.entry.changed.v1", f"entry/{event.entry_id}", 7)
    assert row.traceparent.split("-")[1] == "a" * 32
    assert row.published_at is None


@pytest.mark.django_db(transaction=True)
def test_a_commit_with_events_wakes_the_relay():
    listener = connection.copy("listener")
    with listener.cursor() as cursor:
        cursor.execute("LISTEN outbox")

    with transaction.atomic():
        emit(entry_changed())

    with listener.cursor() as cursor:
        cursor.execute("SELECT 1")
    listener.connection.poll()
    assert [notice.channel for notice in listener.connection.notifies] == ["outbox"]
    listener.close()
