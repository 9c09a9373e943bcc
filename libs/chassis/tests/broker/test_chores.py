"""Chores: recurring work of a service that the worker does."""

import threading
from time import monotonic

import pytest
from django.db import OperationalError

from chassis.events.inbox import Transient
from chassis.jobs.chores import CHORES, Chore, chore
from chassis.running.housekeeping import Housekeeper, _do


@pytest.fixture
def no_chores():
    before = CHORES[:]
    CHORES.clear()
    yield
    CHORES[:] = before


@pytest.mark.usefixtures("no_chores")
@pytest.mark.django_db(transaction=True)
def test_the_worker_does_a_chore_again_and_again():
    calls, is_enough = [], threading.Event()

    @chore(every_seconds=0.01)
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
def test_what_is_away_is_tried_again_soon(error):
    def work():
        raise error

    failing = Chore(work, every_seconds=3600)

    _do(failing)

    assert failing.failures == 1
    assert failing.due_at - monotonic() < 10


def test_a_chore_that_is_wrong_ends_the_housekeeper():
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _do(Chore(work, every_seconds=1))
