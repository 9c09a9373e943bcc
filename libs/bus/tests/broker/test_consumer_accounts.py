"""Accounts of consumers from outside: they read the log, and are refused everything else."""

import json
from uuid import uuid4

import pika
import pytest
import requests
from pika.exceptions import AMQPError, ChannelClosedByBroker, ProbableAuthenticationError
from publishing import like, publish

from bus.consumer_accounts import account_of, definitions_of
from bus.lanes import Lane
from bus.topology import EVENTS_EXCHANGE, LOG_STREAM, PRIVATE_EXCHANGE, VHOST, declare_queues

FIRST = {"x-stream-offset": "first"}
FORBIDDEN = {
    "publish an event": lambda c: c.basic_publish(EVENTS_EXCHANGE, "posts.post.published.v1", b"{}"),
    "publish a private event": lambda c: c.basic_publish(PRIVATE_EXCHANGE, "accounts.session.revoked.v1", b"{}"),
    "publish to the log by the default exchange": lambda c: c.basic_publish("", LOG_STREAM, b"{}"),
    "declare a queue": lambda c: c.queue_declare("consumer-shop"),
    "declare a queue that the broker names": lambda c: c.queue_declare("", exclusive=True),
    "declare an exchange": lambda c: c.exchange_declare("consumer-shop"),
    "bind the log": lambda c: c.queue_bind(LOG_STREAM, PRIVATE_EXCHANGE, "#"),
    "unbind the log": lambda c: c.queue_unbind(LOG_STREAM, EVENTS_EXCHANGE, "#"),
    "delete the log": lambda c: c.queue_delete(LOG_STREAM),
    "delete the exchange": lambda c: c.exchange_delete(EVENTS_EXCHANGE),
    "read the queue of a service": lambda c: c.basic_get("posts.events"),
    "consume the queue of a service": lambda c: c.basic_consume("posts.events", print),
    "read the dead letters of a service": lambda c: c.basic_get("posts.events.dead"),
    "purge the queue of a service": lambda c: c.queue_purge("posts.events"),
}


@pytest.fixture(scope="module", autouse=True)
def queues_of_a_service(broker):
    with pika.BlockingConnection(pika.URLParameters(broker.url("posts"))) as connection:
        declare_queues(connection.channel(), "posts", [Lane.EVENTS])


def assert_in_log(channel, event_id):
    """Read the log until the event comes."""
    channel.basic_qos(prefetch_count=10)
    for method, properties, _ in channel.consume(LOG_STREAM, arguments=FIRST, inactivity_timeout=60):
        assert method is not None, "the event does not come"
        channel.basic_ack(method.delivery_tag)
        if properties.message_id == str(event_id):
            return


def test_the_account_reads_the_log(broker, channel):
    event_id = uuid4()
    publish(broker, {event_id: like(1)})

    assert_in_log(channel, event_id)


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN)
def test_every_other_right_is_refused(channel, act):
    channel.confirm_delivery()

    with pytest.raises(ChannelClosedByBroker) as refusal:
        act(channel)

    assert refusal.value.reply_code == 403


def test_the_log_cannot_be_purged(broker, consumer_url, channel):
    event_id = uuid4()
    publish(broker, {event_id: like(1)})

    with pytest.raises(AMQPError):  # RabbitMQ purges no stream, whoever asks
        pika.BlockingConnection(pika.URLParameters(consumer_url)).channel().queue_purge(LOG_STREAM)

    assert_in_log(channel, event_id)


def test_there_is_no_other_vhost(consumer_url):
    with pytest.raises(AMQPError):
        pika.BlockingConnection(pika.URLParameters(consumer_url.replace(f"/{VHOST}", "/%2F")))


@pytest.mark.parametrize("path", ["whoami", "overview", f"queues/{VHOST}", "users", "definitions"])
def test_the_management_api_is_refused(broker, consumer_url, path):
    answer = requests.get(f"{broker.management_url}/api/{path}", auth=(account_of("shop"), "secret"), timeout=10)

    assert answer.status_code == 401


def test_the_account_has_the_rights_of_one_queue_and_no_tag(broker, consumer_url):
    listed = broker.control("list_user_permissions", account_of("shop"), "--no-table-headers").split()
    users = dict(line.split("\t") for line in broker.control("list_users", "--no-table-headers").splitlines())

    assert listed == [VHOST, "^$", "^$", r"^social\.log$"]
    assert users[account_of("shop")] == "[]"


def test_connections_are_limited(broker, consumer_url):
    limits = broker.control("list_user_limits", "--user", account_of("shop"))

    assert '"max-connections":10' in limits.replace(" ", "")


def test_a_deleted_account_is_disconnected_and_cannot_connect_again(broker, tmp_path):
    (tmp_path / "account.json").write_text(json.dumps(definitions_of("gone", "secret")))
    broker.control("import_definitions", str(tmp_path / "account.json"))
    url = f"amqp://{account_of('gone')}:secret@127.0.0.1:{broker.port}/{VHOST}"
    connection = pika.BlockingConnection(pika.URLParameters(url))

    broker.control("delete_user", account_of("gone"))

    with pytest.raises(AMQPError):
        connection.process_data_events(time_limit=30)
    with pytest.raises(ProbableAuthenticationError):
        pika.BlockingConnection(pika.URLParameters(url))


@pytest.mark.parametrize("name", ["", "Shop", "1shop", "a b", "a/b", "-x", "x" * 41, "x\n", ".*"])
def test_a_name_of_another_form_is_refused(name):
    with pytest.raises(ValueError, match="A name begins with a letter"):
        account_of(name)
