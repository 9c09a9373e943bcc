"""The publisher's connection: how often it opens a new one when the broker refuses what it is given."""

import itertools
import time

import pika
import pytest

from bus.confirms import PublishStatus
from bus.messages import Outgoing
from bus.publisher import Publisher
from bus.topology import EVENTS_EXCHANGE
from runtime.waiting import wait_until

SECONDS = 6
MOST_CONNECTIONS = 15
"""Of 6 seconds: about six with growing delays, about thirty without."""


def message(number: int, routing_key: str) -> Outgoing:
    return Outgoing(EVENTS_EXCHANGE, routing_key, b"{}", pika.BasicProperties(message_id=str(number)))


@pytest.fixture
def publisher(broker):
    """A publisher in the name of the service ``posts``."""
    publisher = Publisher(pika.URLParameters(broker.url("posts")), name="test")
    publisher.start()
    yield publisher
    publisher.stop()


def test_a_broker_that_refuses_every_message_is_asked_less_and_less_often(publisher):
    numbers, lost = itertools.count(), 0
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        wait_until(lambda: publisher.is_ready or time.monotonic() > deadline, what="a connection", seconds=SECONDS + 5)
        if publisher.is_ready:
            publisher.send([message(next(numbers), "testapp.entry.changed.v1")])
            wait_until(lambda: not publisher.is_ready, what="the end of the channel", seconds=10)
            lost += [outcome.status for outcome in publisher.take()].count(PublishStatus.LOST)

    assert 2 <= lost <= MOST_CONNECTIONS


def test_after_refusals_what_is_allowed_is_confirmed(publisher):
    wait_until(lambda: publisher.is_ready, seconds=20)
    publisher.send([message(0, "testapp.entry.changed.v1")])
    wait_until(lambda: publisher.take(), seconds=10)

    wait_until(lambda: publisher.is_ready, seconds=20)
    publisher.send([message(1, "posts.post.published.v1")])

    outcomes = []
    wait_until(lambda: outcomes.extend(publisher.take()) or outcomes, seconds=10)
    assert [tuple(outcome) for outcome in outcomes] == [("1", PublishStatus.CONFIRMED)]
