"""The pytest plugin of every service: private servers, a complete environment, fixtures for requests and events.

DATABASE_URL and REDIS_URL may name servers that run already; otherwise each test run gets its own.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
import redis

from chassis.testing import servers
from chassis.testing.events import *  # noqa: F403 - pytest finds fixtures by their names in this module
from chassis.testing.issuer import issuer
from chassis.testing.jobs import *  # noqa: F403 - likewise

pytest.register_assert_rewrite("chassis.testing.strictness")

ENVIRONMENT = {
    "SECRET_KEY": "a-secret-of-the-tests-and-of-nothing-else",
    "INTERNAL_SECRET": "an-internal-secret-of-the-tests",
    "SIGNING_KEYS_SECRET": "a-signing-keys-secret-of-the-tests",
    "AMQP_URL": "amqp://nobody:nothing@127.0.0.1:9/kith",
    "PUBLIC_URL": "https://kith.test",
    "JWT_ISSUER": "https://kith.test",
    "WEB_ADDRESS": "127.0.0.1:0",
    "CONTENT_URLS": "",
    "SOCIAL_GRAPH_URL": "http://127.0.0.1:9",
    "MAIL_URL": "file:///nowhere",
    "EXPORT_SECRET": "a-secret-of-exports-of-the-tests",
    "PROFILES_URL": "http://127.0.0.1:9",
    "LIMIT_SCALE": "1000",
    "LOG_LEVEL": "WARNING",
}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Complete the environment before pytest-django reads the settings."""
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ["JWKS_URL"] = issuer.url
    for name in ("MEDIA_DIR", "EXPORT_DIR"):
        os.environ.setdefault(name, stack.enter_context(TemporaryDirectory(prefix="kith-media-")))
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres())
        stack.callback(os.environ.pop, "DATABASE_URL")
    if "REDIS_URL" not in os.environ:
        os.environ["REDIS_URL"] = os.environ["KITH_TEST_REDIS"] = stack.enter_context(servers.redis_server())
        stack.callback(os.environ.pop, "REDIS_URL")
    _own_redis_database()
    return (yield)


def _own_redis_database() -> None:
    """Give each process of pytest-xdist a Redis database of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and os.environ.get("KITH_TEST_REDIS"):
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["KITH_TEST_REDIS"].rsplit("/", 1)[0] + f"/{number}"


@pytest.fixture(autouse=True)
def _empty_redis() -> None:
    """Start each test with an empty Redis, if this test run has started it."""
    if os.environ.get("KITH_TEST_REDIS"):
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
            client.flushdb()


@pytest.fixture(autouse=True)
def _no_deadline() -> Iterator[None]:
    """Clear the deadline that a test has set, because the thread runs further tests."""
    from chassis.database.connection import set_deadline

    yield
    set_deadline(None)


@pytest.fixture
def api(db: None) -> Any:
    """Return ``api(account_id=None, username=None, roles=(), session_id=None)``: a client that acts as an account.

    Its requests carry a real access token, signed with the key that this service trusts; without an account they carry
    none. ``api.token(account_id, …)`` returns the token alone.
    """
    from chassis.testing.clients import Api

    return Api()


@pytest.fixture
def fresh_tables(db: None) -> None:
    """Begin the test with new files of all tables, so that the plans of its statements depend on its own rows only.

    What earlier tests have rolled back still takes pages of tables and indexes until PostgreSQL removes it.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(connection.introspection.django_table_names(only_existing=True))}")


@pytest.fixture
def account_id() -> UUID:
    """Return the id of an account that does not exist anywhere."""
    from chassis.ids import uuid7

    return uuid7()


@pytest.fixture
def examples(request: pytest.FixtureRequest, db: None) -> Iterator[Any]:
    """Return ``examples.watch(client)``, which records requests; at the end they are compared with examples.json."""
    from chassis.testing.examples import Examples, check

    made = Examples()
    yield made
    check(made.found, request.config.rootpath / "examples.json")
