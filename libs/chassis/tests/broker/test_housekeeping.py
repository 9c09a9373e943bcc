"""Housekeeping: what is old and done goes, what is unpublished stays however old it is."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from chassis.events.inbox.models import InboxEntry
from chassis.events.outbox.models import OutboxEntry
from chassis.running.housekeeping import CHUNK, KEPT, Housekeeper, deletion, prune
from chassis.testing.servers import wait_until


def days_ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.mark.django_db(transaction=True)
def test_published_events_stay_seven_days_and_unpublished_ones_for_ever():
    moments = [None, days_ago(6), days_ago(8)]
    OutboxEntry.objects.bulk_create(
        OutboxEntry(type=str(n), sequence=1, data="{}", created_at=days_ago(90), published_at=moment)
        for n, moment in enumerate(moments)
    )

    assert prune() == 1
    assert sorted(OutboxEntry.objects.values_list("type", flat=True)) == ["0", "1"]


@pytest.mark.django_db(transaction=True)
def test_the_inbox_remembers_for_thirty_days():
    for days in (29, 31):
        InboxEntry.objects.create(event_id=uuid4(), type=str(days), handled_at=days_ago(days))

    assert prune() == 1
    assert InboxEntry.objects.get().type == "29"


@pytest.mark.django_db(transaction=True)
def test_pruning_goes_on_until_nothing_old_is_left():
    InboxEntry.objects.bulk_create(
        InboxEntry(event_id=uuid4(), type="old", handled_at=days_ago(31)) for _ in range(CHUNK + 1)
    )

    assert prune() == CHUNK + 1
    assert not InboxEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("place", KEPT, ids=lambda place: place[0])
def test_pruning_reads_only_old_rows_oldest_first(place):
    """What BRIN cannot do: it gives no order, and its ranges stay wide when rows were deleted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {deletion(place)}", [3600, CHUNK])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert f"Index Cond: ({place[2]} < " in plan
    assert "Sort" not in plan


@contextmanager
def running(housekeeper):
    thread = threading.Thread(target=housekeeper.run)
    thread.start()
    try:
        yield
    finally:
        housekeeper.stop()
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["ALTER TABLE outbox RENAME TO gone", "LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"])
def test_a_table_that_cannot_be_pruned_does_not_prevent_pruning_of_others(fault, monkeypatch):
    monkeypatch.setattr("chassis.running.housekeeping.STATEMENT_SECONDS", 1)
    InboxEntry.objects.create(event_id=uuid4(), type="old", handled_at=days_ago(31))
    other = connection.copy("other")
    other.ensure_connection()
    other.set_autocommit("LOCK" not in fault)
    other.cursor().execute(fault)

    with running(Housekeeper()):
        wait_until(lambda: not InboxEntry.objects.exists(), seconds=10, what="the inbox is not pruned")

    other.rollback() if "LOCK" in fault else other.cursor().execute("ALTER TABLE gone RENAME TO outbox")
    other.close()
