"""Rights on the bus: a service may publish its own events and read its own queue, and nothing else."""

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker, ProbableAuthenticationError

from bus.definitions import definitions, password_hash
from bus.topology import EVENTS_EXCHANGE, LOG_STREAM


@pytest.fixture
def stranger(broker):
    """A channel of another service."""
    with pika.BlockingConnection(pika.URLParameters(broker.url("posts"))) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        yield channel


FORBIDDEN = {
    "forge the event of another": lambda c: c.basic_publish(EVENTS_EXCHANGE, "testapp.entry.changed.v1", b"{}"),
    "write to a queue by the default exchange": lambda c: c.basic_publish("", "testapp.events", b"{}"),
    "write to the exchange of another": lambda c: c.basic_publish("testapp.events", "testapp.events", b"{}"),
    "read the queue of another": lambda c: c.basic_get("testapp.events"),
    "read the dead of another": lambda c: c.basic_get("testapp.events.dead"),
    "empty the queue of another": lambda c: c.queue_purge("testapp.events"),
    "delete the queue of another": lambda c: c.queue_delete("testapp.events"),
    "bind the queue of another": lambda c: c.queue_bind("testapp.events", EVENTS_EXCHANGE, "#"),
    "delete the shared exchange": lambda c: c.exchange_delete(EVENTS_EXCHANGE),
    "delete the log": lambda c: c.queue_delete(LOG_STREAM),
    "make a queue of another name": lambda c: c.queue_declare("posts_events"),
}


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN)
def test_k04_k05_a_service_may_not(stranger, act):
    with pytest.raises(ChannelClosedByBroker) as refusal:
        act(stranger)

    assert refusal.value.reply_code == 403


def test_a_service_may_publish_its_own_events(stranger):
    stranger.basic_publish(EVENTS_EXCHANGE, "posts.post.published.v1", b"{}", mandatory=True)


@pytest.mark.parametrize("user", ["guest:guest", "testapp:wrong", "posts:its-password"])
def test_k02_nobody_else_gets_in(broker, user):
    url = f"amqp://{user}@127.0.0.1:{broker.port}/kith"

    with pytest.raises(ProbableAuthenticationError):
        pika.BlockingConnection(pika.URLParameters(url))


def test_the_definitions_hold_no_password():
    assert "the-password" not in str(definitions({"posts": "the-password"}))


def test_a_password_is_hashed_as_the_broker_does():
    # The example of RabbitMQ's own documentation.
    assert password_hash("test12", bytes.fromhex("908DC60A")) == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"
