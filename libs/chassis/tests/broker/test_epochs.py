"""After a restore the versions that a service emits begin above all that it emitted before."""

import json
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from facts import entry_changed, state, tally
from ledger.models import Truth

from chassis.events.outbox import emit
from chassis.events.outbox.epochs import STEP, epoch_begin
from chassis.events.outbox.models import OutboxEntry, VersionEpoch
from chassis.testing.servers import wait_until

pytestmark = pytest.mark.django_db


def emitted(event):
    """Return the event as it is emitted now."""
    with transaction.atomic():
        emit(event)
    entry = OutboxEntry.objects.latest("id")
    data = json.loads(entry.data)
    assert entry.sequence == data["version"]
    return event.model_validate(data)


def test_versions_are_emitted_unchanged_before_the_first_restore():
    assert emitted(entry_changed(version=3)).version == 3


def test_an_event_is_emitted_by_one_statement(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        emit(entry_changed())


def test_after_a_restore_a_lower_version_is_newer_for_consumers(deliver):
    old = entry_changed(version=5)
    deliver(emitted(old))

    epoch_begin()
    deliver(emitted(old.model_copy(update={"version": 1, "state": "off"})))

    assert (state(old), tally(old.owner_id)) == ("off", 0)


def test_what_was_emitted_before_the_restore_and_comes_late_is_ignored(deliver):
    first = entry_changed(version=7)
    before = emitted(first)
    epoch_begin()
    after = emitted(first.model_copy(update={"version": 2, "state": "off"}))

    for event in (after, before):
        deliver(event)

    assert (state(first), tally(first.owner_id)) == ("off", 0)


def test_versions_of_one_epoch_keep_their_order_and_all_other_data():
    epoch_begin()
    event = entry_changed(version=3)

    third, fourth = emitted(event), emitted(event.model_copy(update={"version": 4}))

    assert fourth.version - third.version == 1
    assert third.model_copy(update={"version": 3}) == event


def test_a_backup_that_is_restored_twice_gets_two_epochs():
    first = epoch_begin()

    def begins_higher() -> bool:
        VersionEpoch.objects.all().delete()  # the backup is older than the first restore
        return epoch_begin() >= first + STEP

    wait_until(begins_higher, seconds=5, what="a second restore gets the same versions")  # the floor counts seconds


def test_two_epochs_within_a_second_differ():
    first = epoch_begin()

    assert epoch_begin() >= first + STEP


def test_versions_are_exact_in_json_readers_with_doubles():
    assert emitted(entry_changed()).version < epoch_begin() < 2**53


def test_exports_have_versions_of_the_present_epoch(client, settings):
    Truth.objects.create(id=uuid4(), owner_id=uuid4(), state="on", version=2)
    floor = epoch_begin()

    answer = client.get(
        "/internal/export/testapp.entry.changed.v1/", headers={"Authorization": f"Bearer {settings.INTERNAL_SECRET}"}
    )

    assert [each["event"]["version"] for each in answer.json()["results"]] == [floor + 2]


def test_the_command_says_where_versions_begin(capsys):
    call_command("begin_epoch")

    assert capsys.readouterr().out == f"versions begin at {VersionEpoch.objects.get().floor + 1}\n"
