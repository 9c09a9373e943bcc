"""The agent beside nginx: every revocation is on the deny list soon, whatever was down in between."""

import os
import signal
import time
from uuid import uuid4

import pytest

from bus.testing.rabbitmq import Broker
from contracts.accounts import SessionRevoked
from gateway.agent.settings import MissingSetting, Settings
from gateway.testing import Agent, AuthDouble, SigningKey
from runtime.ports import free_port
from runtime.waiting import wait_until
from tests.gateway.bus import channel_of, delete_queue, is_read, publish, publish_raw, revocation, waiting

SOON = {"seconds": 5}


@pytest.fixture(scope="module")
def running_broker(tmp_path_factory):
    """A RabbitMQ with Kith's definitions."""
    with Broker(tmp_path_factory.mktemp("broker"), {"accounts": "pw-a", "gateway": "pw-g"}) as broker:
        yield broker


@pytest.fixture
def broker(running_broker):
    """The broker without anything of the test before."""
    yield running_broker
    delete_queue(running_broker)


@pytest.fixture(scope="session")
def signing_key() -> SigningKey:
    return SigningKey("k1", issuer="http://kith.test")


@pytest.fixture
def auth(signing_key):
    """The auth service, as the agent sees it."""
    auth = AuthDouble([signing_key])
    yield auth
    auth.service.close()


@pytest.fixture
def agent(tmp_path, broker, auth):
    """An agent that is ready, and listens to the bus."""
    agent = Agent(tmp_path / "volatile", amqp_url=broker.url("gateway"), auth_url=auth.url).start().ready()
    agent.connected()
    yield agent
    agent.stop(signal.SIGKILL)


def test_A16_a_revocation_is_on_the_list_within_a_second(agent, broker):
    event = revocation()

    publish(broker, event)

    wait_until(lambda: str(event.session_id) in agent.denied(), seconds=1)
    assert agent.denied() == {str(event.session_id): round(event.denied_until.timestamp())}


def test_events_may_come_twice_late_and_out_of_order(agent, broker):
    session_id, late = uuid4(), revocation(seconds=-1)
    longer, shorter = revocation(session_id, seconds=300), revocation(session_id, seconds=100)

    publish(broker, longer, shorter, longer, late, last := revocation())

    wait_until(lambda: str(last.session_id) in agent.denied(), **SOON)
    assert agent.denied()[str(session_id)] == round(longer.denied_until.timestamp())
    assert str(late.session_id) not in agent.denied()
    wait_until(lambda: waiting(broker) == 0, **SOON)


def test_revocations_from_before_the_start_are_read_page_by_page(tmp_path, broker, auth):
    auth.revoked, auth.page_size = [revocation() for _ in range(25)], 10

    agent = Agent(tmp_path / "volatile", amqp_url=broker.url("gateway"), auth_url=auth.url).start().ready()

    assert set(agent.denied()) == {str(event.session_id) for event in auth.revoked}
    assert auth.pages >= 3
    assert agent.stop() == 0


def test_what_was_revoked_while_the_agent_was_down_is_on_the_list_when_it_is_ready(agent, broker, auth):
    agent.stop(signal.SIGKILL)
    by_bus, by_list = revocation(), revocation()
    publish(broker, by_bus)
    auth.revoked = [by_bus, by_list]

    agent.start().ready()

    assert set(agent.denied()) == {str(by_bus.session_id), str(by_list.session_id)}


def test_what_is_revoked_while_the_bus_is_down_is_on_the_list_within_two_seconds(tmp_path, auth):
    agent = (
        Agent(tmp_path / "volatile", amqp_url=f"amqp://a:b@127.0.0.1:{free_port()}/kith", auth_url=auth.url)
        .start()
        .ready()
    )
    event = revocation()

    auth.revoked.append(event)

    wait_until(lambda: str(event.session_id) in agent.denied(), seconds=2)
    assert agent.probe("/readyz") == 200
    assert agent.stop() == 0


def test_the_agent_reconnects_to_a_broker_that_failed(agent, broker):
    broker.control("close_all_connections", "test")
    event = revocation()

    publish(broker, event)

    wait_until(lambda: str(event.session_id) in agent.denied(), **SOON)


def test_R13_a_queue_that_was_deleted_is_declared_again_and_the_whole_list_is_read(agent, broker, auth):
    delete_queue(broker)
    auth.revoked.append(lost := revocation())

    wait_until(lambda: str(lost.session_id) in agent.denied(), **SOON)
    wait_until(lambda: is_read(broker), **SOON)
    publish(broker, event := revocation())

    wait_until(lambda: str(event.session_id) in agent.denied(), **SOON)


def test_R04_a_binding_that_was_lost_is_made_again_and_the_whole_list_is_read(agent, broker, auth):
    with channel_of(broker) as channel:
        for exchange in ("social.private", "social.events"):
            channel.queue_unbind(agent.queue, exchange, SessionRevoked.type)
    auth.revoked.append(lost := revocation())

    wait_until(lambda: str(lost.session_id) in agent.denied(), seconds=20)
    publish(broker, event := revocation())

    wait_until(lambda: str(event.session_id) in agent.denied(), **SOON)
    assert agent.probe("/readyz") == 200


def test_R26_after_a_message_that_cannot_be_read_the_whole_list_is_read(agent, broker, auth):
    for body in (b"{", b"\xff", b"[]", b'{"session_id": 1}', b"x" * 1_000_000):
        auth.revoked.append(hidden := revocation())

        publish_raw(broker, body, {"ce-type": hidden.type})

        wait_until(lambda session_id=str(hidden.session_id): session_id in agent.denied(), **SOON)
    wait_until(lambda: waiting(broker) == 0, **SOON)
    assert agent.process.poll() is None


def test_R30_an_unknown_type_is_ignored(agent, broker):
    publish_raw(broker, b"{}", {"ce-type": "accounts.session.revoked.v9"})
    publish(broker, event := revocation())

    wait_until(lambda: str(event.session_id) in agent.denied(), **SOON)


def test_the_agent_is_not_ready_and_writes_no_keys_before_the_list_is_read(tmp_path, broker, signing_key):
    port = free_port()
    agent = Agent(tmp_path / "volatile", amqp_url=broker.url("gateway"), auth_url=f"http://127.0.0.1:{port}").start()
    assert (agent.probe("/livez"), agent.probe("/readyz"), agent.keys()) == (200, 503, set())

    auth = AuthDouble([signing_key], port=port)

    agent.ready()
    assert agent.keys() == {"k1"}
    assert agent.stop() == 0
    auth.service.close()


def test_R75_keys_come_and_go_with_the_key_set_and_stay_while_it_cannot_be_read(agent, auth, signing_key):
    new = SigningKey("k2", issuer="http://kith.test")
    auth.keys = [signing_key.jwk, new.jwk]
    wait_until(lambda: agent.keys() == {"k1", "k2"}, seconds=8)
    assert (agent.folder / "keys" / "k2.pem").read_bytes() == new.pem

    auth.keys = []
    asked = len(auth.service.requests)
    wait_until(lambda: len(auth.service.requests) > asked, seconds=8)
    assert agent.keys() == {"k1", "k2"}

    auth.keys = [new.jwk]
    wait_until(lambda: agent.keys() == {"k2"}, seconds=8)


def test_entries_are_removed_when_the_last_token_has_expired(tmp_path, auth):
    folder = tmp_path / "volatile"
    (folder / "deny").mkdir(parents=True)
    for name, until in {"past": time.time() - 1, "future": time.time() + 60}.items():
        (folder / "deny" / name).write_text(f"{until:.0f}\n")
    (folder / "deny" / ".draft.1").write_text("")

    agent = Agent(folder, amqp_url=f"amqp://a:b@127.0.0.1:{free_port()}/kith", auth_url=auth.url).start().ready()

    wait_until(lambda: sorted(os.listdir(folder / "deny")) == ["future"], **SOON)
    assert agent.stop() == 0


def test_R72_term_ends_it_at_once_and_cleanly(agent):
    started = time.monotonic()

    assert agent.stop() == 0
    assert time.monotonic() - started < 2


def test_the_metrics_say_what_happened(agent, broker):
    publish(broker, event := revocation())
    wait_until(lambda: str(event.session_id) in agent.denied(), **SOON)

    wait_until(lambda: 'gateway_agent_events_total{result="denied"} 1.0' in agent.metrics(), **SOON)
    assert agent.probe("/other") == 404


def test_a_missing_variable_stops_it_with_its_name(tmp_path):
    agent = Agent(tmp_path / "volatile", amqp_url="amqp://x", auth_url="http://x")
    for name in agent.environment.keys() - {"GATEWAY_ID"}:
        with pytest.raises(MissingSetting, match=name):
            Settings.of(agent.environment | {name: ""})

    agent.environment["AMQP_URL"] = ""
    with pytest.raises(RuntimeError, match="AMQP_URL is not set"):
        agent.start()


def test_a_secret_may_be_in_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from-a-file\n")
    environment = Agent(tmp_path / "volatile", amqp_url="amqp://x", auth_url="http://x").environment

    settings = Settings.of(environment | {"INTERNAL_SECRET": "", "INTERNAL_SECRET_FILE": str(secret)})

    assert settings.internal_secret == "from-a-file"
