"""Several gateways on one bus: each has a queue of its own, also beside agents of the version before."""

import json
import signal
from collections.abc import Iterator

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from bus.testing.rabbitmq import Broker
from contracts.accounts import SessionRevoked
from gateway.agent.settings import Settings
from gateway.testing import Agent, AuthDouble, SigningKey
from runtime.waiting import wait_until
from tests.gateway.bus import channel_of, consumers, is_read, publish, revocation

SHARED_QUEUE = "gateway.events"
SOON = {"seconds": 5}


@pytest.fixture(scope="module")
def broker(tmp_path_factory) -> Iterator[Broker]:
    """A RabbitMQ with Kith's definitions."""
    users = {"accounts": "pw-a", "gateway": "pw-g", "posts": "pw-p"}
    with Broker(tmp_path_factory.mktemp("broker"), users) as broker:
        yield broker


@pytest.fixture
def auth() -> Iterator[AuthDouble]:
    """The auth service, as the agents see it; what is published is not in its list."""
    auth = AuthDouble([SigningKey("k1", issuer="http://kith.test")])
    yield auth
    auth.service.close()


@pytest.fixture
def agents(tmp_path, broker, auth) -> Iterator[list[Agent]]:
    """Two gateways' agents, which listen to the bus."""
    both = [
        Agent(tmp_path / name, amqp_url=broker.url("gateway"), auth_url=auth.url, gateway_id=name)
        for name in ("one", "two")
    ]
    for agent in both:
        agent.start().ready().connected()
    yield both
    for agent in both:
        agent.stop(signal.SIGKILL)


def test_every_gateway_gets_every_revocation(agents, broker):
    events = [revocation() for _ in range(10)]

    publish(broker, *events)

    sessions = {str(event.session_id) for event in events}
    wait_until(lambda: all(sessions <= set(agent.denied()) for agent in agents), seconds=2)


def test_a_gateway_that_was_down_gets_what_was_revoked_meanwhile(agents, broker):
    one, two = agents
    two.stop(signal.SIGKILL)

    publish(broker, event := revocation())

    wait_until(lambda: str(event.session_id) in one.denied(), seconds=2)
    two.start().connected()
    wait_until(lambda: str(event.session_id) in two.denied(), seconds=2)


def test_events_of_an_auth_service_of_the_previous_version_arrive_too(agents, broker):
    publish(broker, event := revocation(), exchange="social.events")

    wait_until(lambda: all(str(event.session_id) in agent.denied() for agent in agents), **SOON)


def test_an_agent_of_the_previous_version_gets_every_event_and_its_queue_is_deleted_after_it(broker, auth, tmp_path):
    seen: list[str] = []
    with channel_of(broker) as old:
        old.queue_declare(SHARED_QUEUE, durable=True, arguments={"x-queue-type": "quorum", "x-delivery-limit": 200})
        old.queue_bind(SHARED_QUEUE, "social.events", routing_key=SessionRevoked.type)
        old.basic_consume(SHARED_QUEUE, lambda *delivery: seen.append(json.loads(delivery[3])["session_id"]), True)
        agent = Agent(tmp_path / "new", amqp_url=broker.url("gateway"), auth_url=auth.url, gateway_id="new")
        agent.start().ready().connected()

        publish(broker, by_old_auth := revocation(), exchange="social.events")
        publish(broker, by_new_auth := revocation())

        sessions = {str(by_old_auth.session_id), str(by_new_auth.session_id)}
        wait_until(lambda: sessions <= set(agent.denied()), **SOON)
        wait_until(lambda: old.connection.process_data_events(0.1) or sessions <= set(seen), **SOON)
        assert consumers(broker, SHARED_QUEUE) == 1

    agent.stop(signal.SIGKILL)
    agent.start()
    wait_until(lambda: consumers(broker, SHARED_QUEUE) is None, **SOON)
    assert is_read(broker, agent.queue)
    assert agent.stop() == 0


def test_a_gateway_keeps_its_id_when_it_starts_again(tmp_path):
    environment = Agent(tmp_path / "volatile", amqp_url="amqp://x", auth_url="http://x").environment
    del environment["GATEWAY_ID"]

    first, again = Settings.of(environment), Settings.of(environment)
    elsewhere = Settings.of(environment | {"VOLATILE_DIR": str(tmp_path / "elsewhere")})

    assert first.gateway_id == again.gateway_id != elsewhere.gateway_id
    assert Settings.of(environment | {"GATEWAY_ID": "eu-1"}).gateway_id == "eu-1"


def test_the_queue_of_a_gateway_that_is_gone_expires(broker, agents):
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": 200}
    with (
        pika.BlockingConnection(pika.URLParameters(broker.url("gateway"))) as connection,
        pytest.raises(ChannelClosedByBroker, match="x-expires"),
    ):
        connection.channel().queue_declare(agents[0].queue, durable=True, arguments=arguments)
