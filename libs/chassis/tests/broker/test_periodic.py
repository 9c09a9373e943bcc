"""Periodic tasks of a service, which its worker runs."""

import threading
from time import monotonic

import pytest
from django.db import OperationalError

from chassis.events.inbox import Transient
from chassis.jobs.periodic import PERIODIC_TASKS, PeriodicTask, periodic
from chassis.running.housekeeping import Housekeeper, _do


@pytest.fixture
def no_periodic_tasks():
    before = PERIODIC_TASKS[:]
    PERIODIC_TASKS.clear()
    yield
    PERIODIC_TASKS[:] = before


@pytest.mark.usefixtures("no_periodic_tasks")
@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_a_periodic_task_again_and_again():
    calls, is_enough = [], threading.Event()

    @periodic(every_seconds=0.01)
    def tidy():
        calls.append(monotonic())
        if len(calls) == 3:
            is_enough.set()

    housekeeper = Housekeeper()
    thread = threading.Thread(target=housekeeper.run)
    thread.start()

    assert is_enough.wait(10)
    housekeeper.stop()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("error", [Transient("not now"), OperationalError("away")])
def test_a_task_whose_dependency_is_down_is_retried_soon(error):
    def work():
        raise error

    failing = PeriodicTask(work, every_seconds=3600)

    _do(failing)

    assert failing.failures == 1
    assert failing.due_at - monotonic() < 10


def test_a_bug_in_a_periodic_task_ends_the_housekeeper():
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _do(PeriodicTask(work, every_seconds=1))
