"""The private broker, started for the first test that asks for it, and workers on it."""

from collections.abc import Iterator

import pika
import pytest
from workers import SERVICE, Workers

from bus.testing.rabbitmq import Broker
from bus.topology import declare
from chassis.events.inbox.registry import types_by_lane


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a broker, so that a quick run can leave it out."""
    for item in items:
        if "broker" in getattr(item, "fixturenames", ()):
            item.add_marker("broker")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker with the test service and a stranger."""
    with Broker(tmp_path_factory.mktemp("rabbitmq"), {SERVICE: "its-password", "posts": "another"}) as node:
        # The first worker ever would declare this; an event that is emitted before that reaches no queue.
        with pika.BlockingConnection(pika.URLParameters(node.url(SERVICE))) as connection:
            declare(connection.channel(), SERVICE, types_by_lane())
        node.flush()
        yield node


@pytest.fixture(scope="module")
def empty_log(broker: Broker) -> None:
    """Begin a new log: events of other tests are still in the old one, and no longer in the inbox."""
    broker.renew_log()


@pytest.fixture
def workers(broker: Broker, transactional_db: None) -> Iterator[Workers]:
    """Workers on the database of the test; none is left, and no message."""
    found = Workers(broker, broker.management_url)
    yield found
    found.close()
    found.empty()
