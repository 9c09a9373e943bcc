"""Emitting: an event goes out if, and only if, its transaction commits."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from facts import entry_changed

from chassis.events.outbox import OutsideTransaction, emit, waking
from chassis.events.outbox.models import OutboxEntry
from chassis.observability.context import working_on


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        emit(entry_changed())

    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_rolled_back_transaction_is_never_emitted(emitted):
    with transaction.atomic():
        emit(entry_changed())
        transaction.set_rollback(True)

    assert emitted() == []


def test_events_are_read_back_as_they_were_emitted(emitted):
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


@pytest.fixture
def listener():
    """A connection that listens as the relay does."""
    found = connection.copy("listener")
    with found.cursor() as cursor:
        cursor.execute("LISTEN outbox")
    yield found
    found.close()


def notices(listener):
    """Return the channels of what was heard since the last call."""
    with listener.cursor() as cursor:
        cursor.execute("SELECT 1")
    listener.connection.poll()
    heard = [notice.channel for notice in listener.connection.notifies]
    listener.connection.notifies.clear()
    return heard


@pytest.fixture
def quiet_since_long(monkeypatch):
    """No notice was sent lately."""
    monkeypatch.setattr("chassis.events.outbox.waking._noticed_at", float("-inf"))


@pytest.mark.django_db(transaction=True)
def test_a_commit_with_events_notifies_the_relay_after_its_transaction(listener, quiet_since_long):
    with transaction.atomic(), CaptureQueriesContext(connection) as inside:
        emit(entry_changed())
        rows_written = list(inside.captured_queries)

    assert not [query for query in rows_written if "NOTIFY" in query["sql"]]
    assert notices(listener) == ["outbox"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'outbox'::regclass AND NOT tgisinternal")
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_many_commits_in_a_row_wake_the_relay_once(listener, quiet_since_long, monkeypatch):
    monkeypatch.setattr("chassis.events.outbox.waking.QUIET_SECONDS", 3600)

    for _ in range(20):
        with transaction.atomic():
            emit(entry_changed())

    assert notices(listener) == ["outbox"]


@pytest.mark.django_db(transaction=True)
def test_a_commit_succeeds_when_the_relay_cannot_be_notified(quiet_since_long, monkeypatch):
    def hang_up():
        connection.connection.close()  # as a server does that stops just now
        notify()

    notify = waking._notify
    monkeypatch.setattr("chassis.events.outbox.waking._notify", hang_up)

    with transaction.atomic():
        emit(entry_changed())

    connection.close()
    assert OutboxEntry.objects.count() == 1
