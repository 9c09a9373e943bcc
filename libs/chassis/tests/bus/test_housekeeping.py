"""Housekeeping: what is old and done goes, what is unpublished stays however old it is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chassis.housekeeping import prune
from chassis.inbox.models import InboxEntry
from chassis.outbox.models import OutboxEntry


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
