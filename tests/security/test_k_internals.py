"""K: what is behind the gateway. Each service may do what it needs with what is its own, and nothing else."""

import json
import stat
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import httpx
import pika
import psycopg2
import pytest
import redis
from pika.exceptions import AMQPError
from redis.backoff import NoBackoff
from redis.retry import Retry

from bus.topology import EVENTS_EXCHANGE, LOG_STREAM, dead_queue, events_queue
from manifest import PROGRAMS, SERVICES
from stack.agent import AGENT
from tests.security.database import rows, value
from tests.security.processes import Processes

PACKAGES = [service.package for service in SERVICES]
PAIRS = [(one, PACKAGES[(PACKAGES.index(one) + 1) % len(PACKAGES)]) for one in PACKAGES]
by_pair = pytest.mark.parametrize(("one", "other"), PAIRS, ids=[f"{one}-on-{other}" for one, other in PAIRS])


def as_user(url: str, place: str) -> str:
    """Return the place of one URL with the user and password of another."""
    user, target = urlsplit(url), urlsplit(place)
    return urlunsplit(target._replace(netloc=f"{user.username}:{user.password}@{target.hostname}:{target.port}"))


@by_pair
def test_K04_the_database_of_another_service(one, other, handle):
    url = as_user(handle.database_url(one), handle.database_url(other))

    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url, connect_timeout=2)


@pytest.mark.parametrize("user", ["postgres", "kith_admin", "root", ""], ids=lambda user: f"K02-{user or 'nobody'}")
def test_a_database_without_a_password(user, handle):
    place = urlsplit(handle.database_url("auth"))

    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(
            host=place.hostname, port=place.port, user=user or None, password="", dbname="accounts", connect_timeout=2
        )


@pytest.mark.parametrize("one", PACKAGES, ids=lambda one: f"K04-{one}")
def test_a_service_is_no_superuser_of_its_database(one, handle):
    assert rows(handle, one, "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", [one]) == [
        (False, False, False)
    ]
    for statement in ("COPY (SELECT 1) TO PROGRAM 'id'", "SELECT pg_read_file('/etc/passwd')"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            rows(handle, one, statement)


@by_pair
def test_K04_the_keys_of_another_service_in_redis(one, other, handle):
    with closing(redis.Redis.from_url(handle.redis_url(one))) as connection:
        for act in (
            lambda: connection.get(f"{other}:x"),
            lambda: connection.set(f"{other}:x", "1"),
            lambda: connection.delete(f"{other}:x"),
            lambda: connection.flushall(),
            lambda: connection.config_get("*"),
            lambda: connection.keys("*"),
            lambda: connection.acl_list(),
            lambda: connection.publish(f"{other}:x", "1"),
        ):
            with pytest.raises((redis.exceptions.NoPermissionError, redis.exceptions.ResponseError)):
                act()


def test_K02_redis_without_a_password(handle):
    place = urlsplit(handle.redis_url())

    at_once = Retry(NoBackoff(), 0)

    for user, password in ((None, None), ("default", ""), ("admin", "admin")):
        connection = redis.Redis(host=place.hostname, port=place.port, username=user, password=password, retry=at_once)
        with closing(connection), pytest.raises(redis.exceptions.RedisError):
            connection.ping()


@pytest.fixture
def channel_of(handle):
    """Open a channel to the broker as a service."""
    opened = []

    def channel(user: str):
        connection = pika.BlockingConnection(pika.URLParameters(handle.broker_url(user)))
        opened.append(connection)
        return connection.channel()

    yield channel
    for connection in opened:
        if connection.is_open:
            connection.close()


BROKER_ACTS = {
    "read": lambda channel, other: channel.basic_get(events_queue(other)),
    "read-dead": lambda channel, other: channel.basic_get(dead_queue(other)),
    "purge": lambda channel, other: channel.queue_purge(events_queue(other)),
    "delete": lambda channel, other: channel.queue_delete(events_queue(other)),
    "delete-exchange": lambda channel, other: channel.exchange_delete(EVENTS_EXCHANGE),
    "delete-log": lambda channel, other: channel.queue_delete(LOG_STREAM),
    "declare": lambda channel, other: channel.queue_declare("spy", exclusive=True),
    "declare-theirs": lambda channel, other: channel.queue_declare(f"{other}.events.spy"),
    "unbind": lambda channel, other: channel.queue_unbind(events_queue(other), EVENTS_EXCHANGE, "#"),
}


@pytest.mark.parametrize(("one", "other"), [*PAIRS, ("gateway", "accounts")], ids=lambda name: name)
@pytest.mark.parametrize("act", BROKER_ACTS, ids=lambda act: f"K04-{act}")
def test_the_queues_of_another_service(act, one, other, channel_of):
    with pytest.raises(AMQPError, match="ACCESS_REFUSED"):
        BROKER_ACTS[act](channel_of(one), other)


def forge(channel, exchange: str, event_type: str, subject: str) -> None:
    """Publish an event that says that somebody's session has ended."""
    data = {
        "session_id": subject,
        "account_id": str(uuid4()),
        "reason": "logout",
        "revoked_at": "2026-01-01T00:00:00Z",
        "denied_until": "2036-01-01T00:00:00Z",
        "version": 9,
    }
    headers = {"ce-type": event_type, "ce-id": str(uuid4()), "ce-source": "/accounts", "ce-specversion": "1.0"}
    properties = pika.BasicProperties(message_id=headers["ce-id"], type=event_type, headers=headers)
    channel.confirm_delivery()
    channel.basic_publish(exchange, event_type, json.dumps(data).encode(), properties)


@pytest.mark.parametrize("user", [*PACKAGES[1:], "gateway"], ids=lambda user: f"K05-{user}")
def test_a_fact_of_another_service(user, handle, channel_of, victim):
    """Who tries to end sessions, to register somebody, or to reach a queue directly, is refused by the broker."""
    for exchange, event_type in (
        (EVENTS_EXCHANGE, "accounts.session.revoked.v1"),
        (EVENTS_EXCHANGE, "accounts.account.registered.v1"),
        (EVENTS_EXCHANGE, f"{user}x.thing.done.v1"),
        ("", events_queue("accounts")),
        ("accounts.events", "accounts.events"),
        ("amq.topic", "x"),
    ):
        with pytest.raises(AMQPError, match="ACCESS_REFUSED"):
            forge(channel_of(user), exchange, event_type, str(uuid4()))

    assert victim.get("feed/").status_code == 200


@pytest.mark.parametrize(
    ("user", "password"), [("guest", "guest"), ("admin", "admin"), ("posts", ""), ("accounts", "accounts")]
)
def test_K02_the_broker_without_a_secret(user, password, handle):
    place = urlsplit(handle.broker_url("posts"))
    credentials = pika.PlainCredentials(user, password)

    for vhost in ("kith", "/"):
        with pytest.raises(AMQPError):
            pika.BlockingConnection(
                pika.ConnectionParameters(place.hostname, place.port, vhost, credentials, socket_timeout=2)
            )


def test_B04_K01_every_program_listens_on_the_loopback_address_only(handle):
    family = {pid for name in handle.supervisor.states() for pid in Processes(handle).family(name)}
    shown = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True, check=True).stdout.splitlines()
    ours = [line for line in shown if any(f"pid={pid}," in line for pid in family)]

    assert len(ours) >= len([*PROGRAMS, AGENT])
    assert {line.split()[3].rpartition(":")[0] for line in ours} <= {"127.0.0.1", "[::1]"}


@pytest.mark.parametrize("program", [service.web for service in SERVICES], ids=lambda name: f"K03-{name}")
def test_internal_addresses_ask_for_their_secret(program, handle, victim):
    url = handle.internal_url(program)

    for token in ("", "x", victim.tokens["access"]):
        for event_type in ("accounts.account.registered.v1", "x"):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = httpx.get(f"{url}/internal/export/{event_type}/", headers=headers)
            assert answer.status_code == 401
    assert httpx.get(f"{url}/readyz").json() == {"status": "ok"}
    assert (
        httpx.get(f"{url}/api/v1/nothing/", headers={"Accept": "text/html"})
        .headers["Content-Type"]
        .startswith("application/problem+json")
    )


def test_K10_the_private_key_is_sealed_and_its_secret_is_the_auth_services_alone(handle):
    sealed = bytes(value(handle, "auth", "SELECT private_pem FROM signing_key ORDER BY activates_at LIMIT 1"))
    file = handle.layout.secrets / "signing-keys"

    assert b"PRIVATE KEY" not in sealed
    assert sealed.startswith(b"gAAAA")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    holders = {name for name in handle.supervisor.states() if file.read_text() in _environment(handle, name)}
    assert holders == {"auth-web", "auth-worker"}


def test_K10_other_users_of_the_machine_read_no_secret(handle):
    layout = handle.layout
    for act in (["ls", layout.secrets], ["ls", layout.programs], ["cat", layout.supervisor_config]):
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *act], capture_output=True
        )

        assert done.returncode != 0
        assert b"Permission denied" in done.stderr


@pytest.mark.parametrize(
    "one", [package for package in PACKAGES if package != "accounts"], ids=lambda one: f"K10-{one}"
)
def test_the_keys_are_in_no_other_database(one, handle):
    with pytest.raises(psycopg2.errors.UndefinedTable):
        rows(handle, one, "SELECT * FROM signing_key")


def _environment(handle, program: str) -> str:
    return " ".join(_environment_of(pid) for pid in Processes(handle).family(program))


def _environment_of(pid: int) -> str:
    """Return the environment of a process; nothing if it has ended meanwhile, as a short-lived child does."""
    try:
        return Path(f"/proc/{pid}/environ").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
