"""After a restore a service erases again what the backup brought back, and is not ready before."""

import os
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from diary.models import Entry
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.test import Client

from chassis.ids import uuid7
from chassis.jobs.models import Job
from chassis.testing.sources import source_of
from contracts.accounts import ErasureRequested
from personal_data.ledger import ledger_apply
from personal_data.models import Erasure, LedgerCheck

pytestmark = pytest.mark.usefixtures("db", "broker")
LONG_AGO = datetime.now(UTC) - timedelta(days=1)


def requested(account_id):
    return ErasureRequested(account_id=account_id, requested_at=LONG_AGO, version=1)


def is_ready() -> bool:
    return Client().get("/readyz").status_code == 200


def test_a_restored_service_is_ready_when_the_ledger_is_applied(run_jobs, auth, monkeypatch):
    erased, other = uuid7(), uuid7()
    Entry.objects.bulk_create([Entry(account_id=each, text="dear diary") for each in (erased, other)])
    assert is_ready()
    call_command("begin_epoch", stdout=StringIO())
    assert not is_ready()

    reports = os.environ["AUTH_URL"]
    with source_of([requested(erased)]) as ledger:
        monkeypatch.setenv("AUTH_URL", ledger)
        ledger_apply()
        assert not is_ready()
        monkeypatch.setenv("AUTH_URL", reports)
        run_jobs()
        monkeypatch.setenv("AUTH_URL", ledger)
        ledger_apply()

    assert is_ready()
    assert [entry.account_id for entry in Entry.objects.all()] == [other]


def test_a_deletion_after_the_restore_does_not_delay_readiness(auth, monkeypatch):
    call_command("begin_epoch", stdout=StringIO())
    LedgerCheck.objects.update(began_at=datetime.now(UTC) - timedelta(minutes=10))
    Erasure.objects.create(account_id=uuid7(), requested_at=datetime.now(UTC))

    with source_of([]) as ledger:
        monkeypatch.setenv("AUTH_URL", ledger)
        ledger_apply()

    assert is_ready()


def test_an_erasure_that_the_backup_had_not_applied_delays_readiness(auth, monkeypatch):
    Erasure.objects.create(account_id=uuid7(), requested_at=LONG_AGO)
    call_command("begin_epoch", stdout=StringIO())

    with source_of([]) as ledger:
        monkeypatch.setenv("AUTH_URL", ledger)
        ledger_apply()

    assert not is_ready()


def test_the_ledger_of_a_later_restore_is_read_again(run_jobs, auth, monkeypatch):
    missing = requested(uuid7())
    with source_of([]) as ledger:
        monkeypatch.setenv("AUTH_URL", ledger)
        call_command("begin_epoch", stdout=StringIO())
        Erasure.objects.create(account_id=uuid7(), requested_at=LONG_AGO)
        ledger_apply()
        call_command("begin_epoch", stdout=StringIO())

    with source_of([missing]) as ledger:
        monkeypatch.setenv("AUTH_URL", ledger)
        ledger_apply()

    assert Erasure.objects.filter(account_id=missing.account_id).exists()


def test_each_page_of_the_ledger_is_kept(monkeypatch):
    first, second = requested(uuid7()), requested(uuid7())
    call_command("begin_epoch", stdout=StringIO())
    asked = []

    def break_off_after_a_page(event_type):
        asked.append(event_type)
        if asked.count(ErasureRequested.type) > 1:
            raise ConnectionAbortedError

    with source_of([first, second], page_size=1, before_answer=break_off_after_a_page) as ledger:
        monkeypatch.setenv("AUTH_URL", ledger)
        ledger_apply()

    assert [erasure.account_id for erasure in Erasure.objects.all()] == [first.account_id]
    assert not is_ready()


def test_an_auth_service_that_is_restored_as_well_is_waited_for(monkeypatch):
    call_command("begin_epoch", stdout=StringIO())

    def refuse_the_probe(event_type):
        if not event_type:
            raise ConnectionAbortedError

    with source_of([], before_answer=refuse_the_probe) as ledger:
        monkeypatch.setenv("AUTH_URL", ledger)
        ledger_apply()

    assert not is_ready()


def test_while_the_ledger_cannot_be_read_the_service_is_not_ready(monkeypatch):
    monkeypatch.setenv("AUTH_URL", "http://127.0.0.1:9")
    call_command("begin_epoch", stdout=StringIO())

    ledger_apply()

    assert not is_ready()


def test_no_erasure_is_removed_from_the_ledger():
    Erasure.objects.create(account_id=uuid7(), requested_at=LONG_AGO)

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Erasure.objects.all().delete()


def test_a_ledger_that_was_printed_is_applied_where_all_databases_are_old(monkeypatch):
    known, erased = requested(uuid7()), [requested(uuid7()) for _ in range(3)]
    printed = "".join(f"{event.model_dump_json()}\n" for event in [known, *erased])
    Erasure.objects.create(account_id=known.account_id, requested_at=LONG_AGO)

    for _ in range(2):
        monkeypatch.setattr("sys.stdin", StringIO(printed))
        call_command("ledger", "--apply")

    out = StringIO()
    call_command("ledger", stdout=out)
    assert sorted(out.getvalue().splitlines()) == sorted(printed.splitlines())
    assert Job.objects.count() == len(erased)


@pytest.mark.parametrize("line", ["", "{}", "null", "erased"])
def test_what_is_no_ledger_is_refused(monkeypatch, line):
    monkeypatch.setattr("sys.stdin", StringIO(f"{line}\n"))

    with pytest.raises(CommandError):
        call_command("ledger", "--apply")

    assert not Erasure.objects.exists()
