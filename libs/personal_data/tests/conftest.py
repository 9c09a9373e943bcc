"""The auth service, as the library sees it, and a broker."""

from collections.abc import Iterator

import pika
import pytest

from bus.testing.rabbitmq import Broker
from bus.topology import declare
from chassis.events.inbox.registry import types_by_lane
from chassis.testing.services import Answer, Request, service
from personal_data.reporting import _auth

SERVICE = "diary"


class Auth:
    """Takes reports, unless it is to refuse them with a status."""

    def __init__(self) -> None:
        self.reports, self.status = [], 200


@pytest.fixture
def auth(monkeypatch: pytest.MonkeyPatch) -> Iterator[Auth]:
    """Return an auth service that records the reports that it gets."""
    taken = Auth()

    def answer(request: Request) -> Answer:
        taken.reports.append((request.path, request.json()))
        return Answer(taken.status)

    with service(answer) as address:
        monkeypatch.setenv("AUTH_URL", address)
        _auth.cache_clear()
        yield taken
        _auth.cache_clear()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """Return a broker with the queues of the service."""
    with Broker(tmp_path_factory.mktemp("rabbitmq"), {SERVICE: "its-password"}) as broker:
        with pika.BlockingConnection(pika.URLParameters(broker.url(SERVICE))) as connection:
            declare(connection.channel(), SERVICE, types_by_lane())
        yield broker


@pytest.fixture
def broker(node: Broker, settings) -> Broker:
    """Let the service use the broker."""
    settings.AMQP_URL = node.url(SERVICE)
    return node
