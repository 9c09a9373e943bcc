"""An erasure in one service: in steps, twice, and reported until the report is taken."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from diary.models import Entry

from chassis.ids import uuid7
from chassis.jobs import Later
from chassis.jobs.models import Job
from contracts.accounts import ErasureRequested
from personal_data import reporting, services
from personal_data.models import Erasure
from personal_data.selectors import export_erasures
from runtime.backing_off import Backoff

pytestmark = pytest.mark.usefixtures("db", "broker")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(services, "PAUSE_SECONDS", 0)


def requested(account_id, *, ago=timedelta(minutes=10)):
    return ErasureRequested(account_id=account_id, requested_at=datetime.now(UTC) - ago, version=1)


def write(account_id, count=1):
    Entry.objects.bulk_create([Entry(account_id=account_id, text="dear diary") for _ in range(count)])


@pytest.mark.parametrize("times", [1, 2])
def test_everything_of_the_account_is_erased_in_steps(deliver, run_jobs, auth, times):
    erased, other = uuid7(), uuid7()
    write(erased, 5)
    write(other)

    deliver(requested(erased), times=times)
    run_jobs()

    assert [entry.account_id for entry in Entry.objects.all()] == [other]
    assert Erasure.objects.get(account_id=erased).applied_at is not None
    assert auth.reports == [(f"/internal/erasures/{erased}/", {"service": "diary"})]
    assert not Job.objects.exists()


def test_between_two_shares_others_have_their_turn(deliver, run_jobs, auth, monkeypatch):
    monkeypatch.setattr(services, "PAUSE_SECONDS", 60)
    write(erased := uuid7(), 5)
    deliver(requested(erased))

    for _ in range(2):
        Job.objects.update(next_attempt_at=datetime.now(UTC))
        with pytest.raises(Later):
            run_jobs()
        assert Entry.objects.count() == 3

    monkeypatch.setattr(services, "PAUSE_SECONDS", 0)
    Job.objects.update(state={}, next_attempt_at=datetime.now(UTC))
    run_jobs()
    assert not Entry.objects.exists()


def test_what_was_written_meanwhile_is_erased_before_the_report(deliver, run_jobs, auth):
    erased = uuid7()
    write(erased)
    deliver(requested(erased, ago=timedelta(0)))
    with pytest.raises(Later):
        run_jobs()
    assert not Entry.objects.exists()

    write(erased)
    Erasure.objects.update(requested_at=datetime.now(UTC) - timedelta(minutes=1))
    Job.objects.update(next_attempt_at=datetime.now(UTC))
    run_jobs()

    assert not Entry.objects.exists()
    assert len(auth.reports) == 1


def test_a_report_that_is_not_taken_is_repeated(deliver, run_jobs, auth):
    auth.status = 503
    deliver(requested(uuid7()))
    with pytest.raises(Later):
        run_jobs()

    auth.status = 200
    Job.objects.update(next_attempt_at=datetime.now(UTC))
    run_jobs()

    assert len(auth.reports) == 2
    assert not Job.objects.exists()


def test_an_auth_service_that_does_not_answer_is_not_called_for_a_while(deliver, run_jobs, monkeypatch):
    monkeypatch.setattr(reporting, "_backoff", Backoff(slow_seconds=0.5))
    monkeypatch.setattr(reporting, "TIMEOUT_SECONDS", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        monkeypatch.setenv("AUTH_URL", f"http://127.0.0.1:{deaf.getsockname()[1]}")
        reporting._auth.cache_clear()
        for _ in range(2):
            deliver(requested(uuid7()))
        for _ in range(2):
            with pytest.raises(Later):
                run_jobs()

        deaf.accept()[0].close()
        deaf.setblocking(False)
        with pytest.raises(BlockingIOError):
            deaf.accept()
    reporting._auth.cache_clear()


def test_a_repeated_request_is_reported_again(deliver, run_jobs, auth):
    erased = uuid7()
    for _ in range(2):
        deliver(requested(erased))
        run_jobs()

    assert len(auth.reports) == 2


def test_every_service_exports_the_ledger_as_it_knows_it(deliver):
    erased = sorted([uuid7(), uuid7()])
    for account_id in reversed(erased):
        deliver(requested(account_id))

    first, second = export_erasures(after=None, limit=2)
    assert [first[0], second[0]] == erased
    assert export_erasures(after=erased[0], limit=2) == [second]
