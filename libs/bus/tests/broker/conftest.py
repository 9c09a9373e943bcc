"""A private broker with one service that publishes, and one consumer from outside."""

import json
from collections.abc import Iterator
from contextlib import suppress

import pika
import pytest
from pika.exceptions import AMQPError

from bus.consumer_accounts import account_of, definitions_of
from bus.testing.rabbitmq import Broker
from bus.topology import VHOST


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a broker, so that a quick run can leave it out."""
    for item in items:
        if "broker" in getattr(item, "fixturenames", ()):
            item.add_marker("broker")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The broker, with the rights of two services."""
    with Broker(tmp_path_factory.mktemp("rabbitmq"), {"posts": "its-password", "gateway": "another"}) as node:
        yield node


@pytest.fixture(scope="session")
def consumer_url(broker: Broker) -> str:
    """The address of the log for a consumer from outside, whose account `make consumer` would make."""
    file = broker.folder / "consumer.json"
    file.write_text(json.dumps(definitions_of("shop", "secret")))
    broker.control("import_definitions", str(file))
    return f"amqp://{account_of('shop')}:secret@127.0.0.1:{broker.port}/{VHOST}"


@pytest.fixture
def channel(consumer_url: str) -> Iterator[pika.adapters.blocking_connection.BlockingChannel]:
    """A channel of the consumer."""
    connection = pika.BlockingConnection(pika.URLParameters(consumer_url))
    yield connection.channel()
    with suppress(AMQPError):  # pika rejects what it has not delivered, which no stream takes
        connection.close()
