"""Waiting for a condition."""

import pytest

from runtime.waiting import becomes_true, wait_until


def test_it_ends_with_the_condition():
    asked = []

    wait_until(lambda: asked.append(1) or len(asked) == 3, seconds=10)

    assert len(asked) == 3


def test_after_the_deadline_it_says_what_was_waited_for():
    with pytest.raises(TimeoutError, match=r"Waited 0 s: a miracle"):
        wait_until(lambda: False, what="a miracle", seconds=0)


def test_a_failed_assertion_counts_as_not_yet_and_is_raised_in_the_end():
    outcomes = iter([False, None, True])

    def check():
        assert next(outcomes) is not False
        return next(outcomes, True)

    wait_until(check, seconds=10)

    def fail():
        raise AssertionError("never so")

    with pytest.raises(AssertionError, match="never so"):
        wait_until(fail, seconds=0.05)


def test_what_is_not_there_yet_counts_as_not_yet_and_is_raised_in_the_end():
    answers = iter([[], [], ["first"]])

    wait_until(lambda: next(answers)[0] == "first", seconds=10)

    with pytest.raises(IndexError):
        wait_until(lambda: [][0], seconds=0.05)


def test_whether_it_becomes_true_in_time_is_returned():
    answers = iter([0, 1])

    assert becomes_true(lambda: next(answers), seconds=10) is True
    assert becomes_true(lambda: None, seconds=0.05) is False


def test_a_failed_assertion_ends_the_wait_for_something_that_may_stay_false():
    def fail():
        raise AssertionError("never so")

    with pytest.raises(AssertionError, match="never so"):
        becomes_true(fail, seconds=10)
