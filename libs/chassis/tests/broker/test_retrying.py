"""Retrying: how long a message waits, and when it is given up."""

import pytest
from facts import entry_changed, message

from chassis.events.consuming.routing import next_stop
from chassis.events.inbox.results import HandlingResult, Outcome
from runtime.retrying import retry_delay_seconds


def queues_and_headers(outcome, stops):
    """Return the queues that a message goes through when every handling ends like this."""
    arrived, found = message(entry_changed()), []
    for _ in range(stops):
        copy = next_stop(arrived, HandlingResult(outcome, "testapp.entry.changed.v1", "ValueError"), "testapp")
        found.append(copy.routing_key.removeprefix("testapp.events."))
        arrived.headers.update(copy.properties.headers)
    return found, arrived.headers


def test_a_message_whose_handler_fails_is_dead_lettered_after_five_attempts():
    queues, headers = queues_and_headers(Outcome.FAILED, 5)

    assert queues == ["retry.1s", "retry.1s", "retry.10s", "retry.10s", "dead"]
    assert (headers["x-attempts"], headers["x-reason"]) == (5, "ValueError")


def test_a_message_with_a_temporary_fault_is_never_dead_lettered():
    queues, _ = queues_and_headers(Outcome.POSTPONED, 50)

    assert queues == ["retry.1s", "retry.10s"] + ["retry.60s"] * 48


def test_a_message_that_cannot_be_handled_is_dead_lettered_at_once_with_the_reason():
    queues, headers = queues_and_headers(Outcome.DEAD_LETTERED, 1)

    assert (queues, headers["x-reason"]) == (["dead"], "ValueError")


def test_a_copy_keeps_the_event_and_drops_the_notes_of_the_broker():
    arrived = message(entry_changed())
    arrived.headers.update({"x-death": [{}], "x-first-death-queue": "q", "x-delivery-count": 3})

    copy = next_stop(arrived, HandlingResult(Outcome.FAILED, "t", "r"), "testapp")

    assert copy.body == arrived.body
    assert {"x-death", "x-first-death-queue", "x-delivery-count"}.isdisjoint(copy.properties.headers)
    assert copy.properties.headers["ce-id"] == arrived.headers["ce-id"]


@pytest.mark.parametrize(("attempt", "most"), [(0, 0.2), (1, 0.4), (4, 3.2), (5, 5.0), (10**6, 5.0)])
def test_reconnecting_waits_a_random_time_that_grows_to_five_seconds(attempt, most):
    delays = [retry_delay_seconds(attempt=attempt) for _ in range(200)]

    assert 0 <= min(delays) < most / 2 < max(delays) <= most


def test_a_negative_attempt_is_refused():
    with pytest.raises(ValueError, match="-1"):
        retry_delay_seconds(attempt=-1)
