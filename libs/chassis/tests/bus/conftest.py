"""The private broker, started for the first test that asks for it, and workers on it."""

from collections.abc import Iterator

import pytest
from workers import SERVICE, Workers

from chassis.testing.rabbitmq import Broker


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker with the test service and a stranger."""
    with Broker(tmp_path_factory.mktemp("rabbitmq"), {SERVICE: "its-password", "posts": "another"}) as node:
        yield node


@pytest.fixture
def workers(broker: Broker, transactional_db: None) -> Iterator[Workers]:
    """Workers on the database of the test; none is left, and no queue."""
    found = Workers(broker)
    found.declare()
    yield found
    found.close()
    found.clean()
