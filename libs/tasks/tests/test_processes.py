"""The processes of Celery: they run what is due, outlive Redis, and end in time."""

import json
import signal

import pytest
from processes import SECONDS, Processes, started

from chassis.testing.servers import wait_until
from runtime.thoroughness import rounds

OWN = {"almanac:counted", "almanac:hold", "almanac:begun", "almanac:ended"}
NOT_SENT = 'tasks_not_sent_total{task="almanac.count"}'


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """What the tests of this module share: starting a process takes seconds."""
    with started(tmp_path_factory.mktemp("processes")) as made:
        yield made


@pytest.fixture
def pair(processes: Processes):
    """A worker and the process that sends it tasks, both ready."""
    pair = [processes.ensure(command) for command in ("celery", "beat")]
    for each in pair:
        each.wait_until_ready()
    return pair


def counts_on(processes: Processes) -> None:
    """Wait until a task has run twice more."""
    before = processes.number("counted")
    wait_until(lambda: processes.number("counted") > before + 1, what="further runs", seconds=SECONDS)


def is_held(processes: Processes) -> bool:
    """Return whether a task has begun and waits for the test."""
    return processes.number("begun") == processes.number("ended") + 1


def test_what_they_keep_in_redis_has_the_prefix_of_their_service(processes, pair):
    with processes.client() as client:
        keys = {key for key in client.scan_iter() if key not in OWN}

    assert {key.rpartition(":")[0] for key in keys} <= {"almanac:celery"}


def test_a_flushed_redis_loses_no_task(processes, pair):
    counts_on(processes)

    with processes.client() as client:
        client.flushall()

    counts_on(processes)


def test_the_queue_stays_short_while_no_worker_runs_and_is_worked_off_by_the_next(processes, pair):
    celery, beat = pair
    before = beat.metric(NOT_SENT)
    celery.process.kill()
    wait_until(lambda: beat.metric(NOT_SENT) > before, what="a full queue", seconds=SECONDS)

    with processes.client() as client:
        waiting = client.lrange("almanac:celery:recurring", 0, -1)
    assert len(waiting) == 20
    assert {json.loads(message)["content-type"] for message in waiting} == {"application/json"}
    processes.ensure("celery").wait_until_ready()
    counts_on(processes)


def test_a_worker_that_was_killed_leaves_nothing_that_the_next_one_needs(processes, pair):
    celery, _ = pair
    with processes.client() as client:
        client.set("almanac:hold", "yes")
        wait_until(
            lambda: processes.number("begun") == processes.number("ended") + 1,
            what="a task that is held",
            seconds=SECONDS,
        )
        celery.process.kill()
        celery.process.wait(SECONDS)
        client.delete("almanac:hold", "almanac:begun")

    processes.ensure("celery").wait_until_ready()

    counts_on(processes)


@pytest.mark.parametrize("outage", range(rounds(3, 30)))
def test_they_outlive_a_redis_that_is_stopped_and_comes_back_empty(processes, pair, outage):
    counts_on(processes)
    processes.stop_redis()
    wait_until(lambda: all(each.status("/readyz") == 503 for each in pair), what="missing Redis", seconds=SECONDS)
    assert [each.status("/livez") for each in pair] == [200, 200]
    processes.start_redis()
    for each in pair:
        each.wait_until_ready()

    counts_on(processes)
    assert [each.process.poll() for each in pair] == [None, None]


def test_tasks_run_again_and_again_and_the_processes_end_with_zero(processes, pair):
    celery, beat = pair
    counts_on(processes)

    assert [each.status(path) for each in pair for path in ("/livez", "/readyz", "/metrics", "/x")] == [
        *(200, 200, 200, 404),
        *(200, 200, 200, 404),
    ]
    assert celery.metric('task_runs_total{task="almanac.count"}') > 0
    assert celery.metric('task_failures_total{task="almanac.fail"}') > 0
    assert beat.metric('tasks_sent_total{task="almanac.count"}') > 0
    for each in pair:
        each.process.send_signal(signal.SIGTERM)
        assert each.process.wait(10) == 0
    lines = [json.loads(line) for each in pair for line in each.log.read_text().splitlines()]
    assert {line["service"] for line in lines} == {"almanac"}
    assert next(line["task"] for line in lines if line["event"] == "a task failed") == "almanac.fail"


def test_after_sigterm_a_running_task_ends_and_no_other_begins(processes, pair):
    celery, _ = pair
    with processes.client() as client:
        client.set("almanac:hold", "yes")
        wait_until(
            lambda: processes.number("begun") == processes.number("ended") + 1,
            what="a task that is held",
            seconds=SECONDS,
        )
        begun = processes.number("begun")
        celery.process.send_signal(signal.SIGTERM)
        wait_until(lambda: celery.status("/readyz") != 200, what="the end of readiness", seconds=SECONDS)
        client.set("almanac:hold", "no")

    assert celery.process.wait(10) == 0
    assert processes.number("begun") == processes.number("ended") == begun


def test_they_end_in_time_while_redis_is_away(processes, pair):
    processes.stop_redis()
    wait_until(lambda: all(each.status("/readyz") == 503 for each in pair), what="missing Redis", seconds=SECONDS)

    for each in pair:
        each.process.send_signal(signal.SIGTERM)

    assert [each.process.wait(10) for each in pair] == [0, 0]
    processes.start_redis()
