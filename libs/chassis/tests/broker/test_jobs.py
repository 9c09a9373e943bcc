"""Jobs: written with their change, worked off in steps, each of which has its effect once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from ledger.models import Call, Remedy

from chassis.jobs import OutsideTransaction, enqueue, metrics, steps
from chassis.jobs.models import Job
from chassis.jobs.runner import retry_after_seconds, run_step
from chassis.testing.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def begin(entry_id: UUID | None = None, *, mood: str = "fine", calls: int = 3) -> UUID:
    """Enqueue a job that makes some calls, and return what they are about."""
    entry_id = entry_id or uuid4()
    with transaction.atomic():
        enqueue("ledger.call", key=f"{mood} {entry_id} {calls}")
    return entry_id


def calls(entry_id: UUID) -> int:
    return Call.objects.filter(entry_id=entry_id).count()


def test_a_job_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        enqueue("ledger.call", key="k")

    assert not Job.objects.exists()


def test_a_kind_that_nobody_works_on_is_refused():
    with transaction.atomic(), pytest.raises(LookupError):
        enqueue("ledger.unheard", key="k")

    assert not Job.objects.exists()


def test_a_job_of_a_rolled_back_transaction_does_not_exist():
    with transaction.atomic():
        enqueue("ledger.call", key="k")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_a_job_is_done_in_steps_and_is_gone_when_it_is_finished(run_jobs):
    entry_id = begin(calls=3)

    assert run_jobs() == 3
    assert calls(entry_id) == 3
    assert not Job.objects.exists()


def test_a_job_that_is_enqueued_again_begins_anew(run_jobs):
    entry_id = begin(calls=3)
    steps.take_step(steps.claim())

    begin(entry_id, calls=3)

    assert Job.objects.count() == 1
    assert run_jobs() == 3
    assert calls(entry_id) == 1 + 3


def test_a_job_that_is_enqueued_without_a_restart_goes_on(run_jobs):
    entry_id = begin(calls=3)
    steps.take_step(steps.claim())

    with transaction.atomic():
        enqueue("ledger.call", key=f"fine {entry_id} 3", is_restarted=False)

    assert run_jobs() == 2
    assert calls(entry_id) == 3


def test_a_job_that_is_enqueued_during_its_last_step_is_not_lost(run_jobs):
    entry_id = begin(calls=1)
    claimed = steps.claim()

    begin(entry_id, calls=1)
    with pytest.raises(steps.Superseded):
        steps.take_step(claimed)

    assert (calls(entry_id), run_jobs(), calls(entry_id)) == (0, 1, 1)


def test_a_step_belongs_to_one_worker_at_a_time():
    begin()

    assert steps.claim() is not None
    assert steps.claim() is None


def test_a_worker_whose_lease_is_over_changes_nothing(monkeypatch):
    monkeypatch.setattr(steps, "LEASE_SECONDS", 0)
    entry_id = begin(calls=1)
    late, prompt = steps.claim(), steps.claim()

    assert steps.take_step(prompt)
    with pytest.raises(steps.Superseded):
        steps.take_step(late)

    assert calls(entry_id) == 1


def test_a_short_job_waits_for_one_step_of_a_long_one():
    begin(calls=1000)
    steps.take_step(steps.claim())
    short = begin(calls=1)

    for _ in range(2):
        steps.take_step(steps.claim())

    assert calls(short) == 1


@pytest.mark.parametrize("mood", ["poison", "passing"])
def test_a_failed_step_has_no_effect_is_retried_and_does_not_delay_other_jobs(run_jobs, mood):
    before = metrics.job_failures_total.labels("ledger.call")._value.get()
    bad = begin(mood=mood, calls=1)
    run_step(steps.claim())
    good = begin(calls=1)

    assert run_jobs() == 1
    assert (calls(bad), calls(good)) == (0, 1)
    assert metrics.job_failures_total.labels("ledger.call")._value.get() == before + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT attempts, next_attempt_at > clock_timestamp() FROM job")
        assert cursor.fetchall() == [(1, True)]


def test_a_failed_step_is_resumed_from_its_last_state(run_jobs):
    entry_id = begin(mood="poison", calls=3)
    for _ in range(3):
        run_step(steps.claim())
    Remedy.objects.create(mood="poison")

    Job.objects.update(next_attempt_at="2020-01-01T00:00Z")

    assert run_jobs() == 1
    assert calls(entry_id) == 3


def test_the_delay_grows_up_to_a_limit():
    delays = [retry_after_seconds(attempts=n, at_most=60) for n in (1, 2, 3, 10, 10_000)]

    for delay, most in zip(delays, [1, 2, 4, 60, 60], strict=True):
        assert most / 2 <= delay <= most


def test_a_job_of_a_kind_that_this_version_does_not_know_waits_for_another_version(run_jobs):
    Job.objects.create(kind="ledger.of_tomorrow", key="k")

    assert run_jobs() == 0
    assert Job.objects.get().attempts == 0


def test_several_workers_take_each_step_once():
    ids = [begin(calls=5) for _ in range(8)]

    def work(_):
        try:
            while claimed := steps.claim():
                run_step(claimed)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert [calls(entry_id) for entry_id in ids] == [5] * 8
    assert not Job.objects.exists()


@pytest.mark.parametrize("point", ["job.in_step", "job.after_step"])
def test_a_worker_that_dies_in_a_job_has_every_step_once(workers, monkeypatch, point):
    monkeypatch.setattr(steps, "LEASE_SECONDS", 1)
    entry_id = begin(calls=5)
    assert workers.start(is_awaited=False, failpoint=f"{point}:3").wait(30) == -9

    workers.start()

    wait_until(lambda: not Job.objects.exists(), seconds=30, what="the job does not go on")
    assert calls(entry_id) == 5


def test_a_job_that_kills_the_worker_is_postponed_and_the_others_go_on(workers, monkeypatch):
    monkeypatch.setattr(steps, "LEASE_SECONDS", 3)
    begin(mood="deadly", calls=1)
    assert workers.start(is_awaited=False).wait(30) == -9

    good = begin(calls=3)
    workers.start()

    wait_until(lambda: calls(good) == 3, seconds=30, what="the other job does not go on")


def test_the_worker_takes_steps_as_soon_as_there_is_a_job(workers):
    workers.start()

    entry_id = begin(calls=3)

    wait_until(lambda: calls(entry_id) == 3, seconds=10, what="the job is not done")


def test_a_step_that_asks_for_later_is_taken_then_and_is_no_failure():
    entry_id = begin(mood="later", calls=1)
    before = metrics.job_failures_total.labels("ledger.call")._value.get()

    run_step(steps.claim())

    job = Job.objects.get()
    assert 55 < (job.next_attempt_at - timezone.now()).total_seconds() <= 60
    assert calls(entry_id) == 0
    assert metrics.job_failures_total.labels("ledger.call")._value.get() == before
