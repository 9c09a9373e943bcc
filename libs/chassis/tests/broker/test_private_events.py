"""Private events: only some may read some of them, and none are in the log for consumers outside of the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker, UnroutableError

from bus.lanes import Lane
from bus.testing.rabbitmq import Broker
from bus.topology import LOG_STREAM, PRIVATE_EXCHANGE, declare, exchange_of
from chassis.events.outbox.rows import Row, message_of_row
from contracts import Event
from contracts.accounts import AccountRegistered, DeviceAdded, ExportChanged, SessionRevoked

NOW = datetime.now(UTC)
REGISTERED = AccountRegistered(version=1, account_id=uuid4(), username="ann", registered_at=NOW)
REVOKED = SessionRevoked(
    version=1, session_id=uuid4(), account_id=uuid4(), reason="logout", revoked_at=NOW, denied_until=NOW
)

ADDED = DeviceAdded(version=1, session_id=uuid4(), account_id=uuid4(), device="curl", added_at=NOW)
EXPORTED = ExportChanged(version=1, export_id=uuid4(), account_id=uuid4(), state="queued", changed_at=NOW)


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Iterator[Broker]:
    """A broker with its own users, and one more who may read the log."""
    users = {"accounts": "pw-a", "gateway": "pw-g", "posts": "pw-p", "notifications": "pw-n"}
    with Broker(tmp_path_factory.mktemp("rabbitmq"), users) as broker:
        broker.control("add_user", "reader", "pw-r")
        broker.control("set_permissions", "-p", "kith", "reader", "^$", "^$", "^social\\.log$")
        yield broker


@contextmanager
def channel_of(broker: Broker, user: str, password: str) -> Iterator[BlockingChannel]:
    with pika.BlockingConnection(
        pika.URLParameters(f"amqp://{user}:{password}@127.0.0.1:{broker.port}/kith")
    ) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        yield channel


def publish(channel: BlockingChannel, *events: Event) -> None:
    """Publish events as the relay does."""
    for number, event in enumerate(events, start=1):
        row = Row(
            id=number,
            event_id=uuid4(),
            type=event.type,
            subject=event.subject,
            sequence=event.version,
            traceparent="",
            request_id="",
            data=event.model_dump_json(),
            created_at=NOW,
        )
        sent = message_of_row(row)
        channel.basic_publish(sent.exchange, sent.routing_key, sent.body, sent.properties, mandatory=True)


def types_in_log(channel: BlockingChannel, *, until: str) -> list[str]:
    """Return the types of all events in the log, up to the first one of the type ``until``."""
    channel.basic_qos(prefetch_count=10)
    found: list[str] = []
    for method, properties, _ in channel.consume(
        LOG_STREAM, arguments={"x-stream-offset": "first"}, inactivity_timeout=10
    ):
        assert method is not None, f"only {found} after 10 s"
        found.append(properties.type)
        channel.basic_ack(method.delivery_tag)
        if properties.type == until:
            return found
    return found


def test_the_log_has_no_event_of_a_session_after_a_logout(node):
    with channel_of(node, "accounts", "pw-a") as accounts:
        publish(accounts, REVOKED, REGISTERED)

    with channel_of(node, "reader", "pw-r") as reader:
        assert types_in_log(reader, until=REGISTERED.type) == [REGISTERED.type]


@pytest.mark.parametrize("service", ["posts", "notifications", "accounts"])
def test_k04_no_service_may_read_private_events(node, service):
    password = {"posts": "pw-p", "notifications": "pw-n", "accounts": "pw-a"}[service]
    for routing_key in ("#", REVOKED.type):
        with channel_of(node, service, password) as channel:
            channel.queue_declare(f"{service}.events.spy", durable=True, arguments={"x-queue-type": "quorum"})
            with pytest.raises(ChannelClosedByBroker) as refusal:
                channel.queue_bind(f"{service}.events.spy", PRIVATE_EXCHANGE, routing_key)
        assert refusal.value.reply_code == 403


def test_k05_no_service_may_publish_private_events_of_another(node):
    with channel_of(node, "posts", "pw-p") as posts, pytest.raises(ChannelClosedByBroker) as refusal:
        posts.basic_publish(PRIVATE_EXCHANGE, REVOKED.type, b"{}")

    assert refusal.value.reply_code == 403


def test_the_gateway_may_read_events_of_sessions_and_no_other_private_ones(node):
    with channel_of(node, "gateway", "pw-g") as gateway:
        gateway.queue_declare("gateway.events.one", durable=True, arguments={"x-queue-type": "quorum"})
        gateway.queue_bind("gateway.events.one", PRIVATE_EXCHANGE, REVOKED.type)
        with pytest.raises(ChannelClosedByBroker) as refusal:
            gateway.queue_bind("gateway.events.one", PRIVATE_EXCHANGE, "messaging.message.sent.v1")

    assert refusal.value.reply_code == 403


def test_notifications_may_read_events_of_devices_and_exports_and_no_other_private_ones(node):
    with channel_of(node, "notifications", "pw-n") as notifications:
        declare(notifications, "notifications", {Lane.EVENTS: [DeviceAdded.type, ExportChanged.type, REGISTERED.type]})
        with channel_of(node, "accounts", "pw-a") as accounts:
            publish(accounts, ADDED, EXPORTED)
        messages = notifications.consume("notifications.events", inactivity_timeout=10)
        for event in (ADDED, EXPORTED):
            method, properties, _ = next(messages)
            assert (method.exchange, properties.type) == (PRIVATE_EXCHANGE, event.type)
        with pytest.raises(ChannelClosedByBroker) as refusal:
            notifications.queue_bind("notifications.events", PRIVATE_EXCHANGE, REVOKED.type)

    assert refusal.value.reply_code == 403


def test_an_event_of_an_unknown_type_is_not_published(node):
    unknown = "posts.poll.opened.v1"

    assert exchange_of(unknown) == PRIVATE_EXCHANGE
    with channel_of(node, "posts", "pw-p") as posts, pytest.raises(UnroutableError):
        posts.basic_publish(exchange_of(unknown), unknown, b"{}", mandatory=True)
