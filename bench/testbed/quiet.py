"""Waits until the effects of writes are complete in all services."""

import json
import time
from collections.abc import Iterable
from contextlib import ExitStack, closing

import psycopg2
import psycopg2.extensions

from manifest import SERVICES
from stack.handle import Handle

WAITING = """
    SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)
         + (SELECT count(*) FROM job WHERE attempts > 0 OR next_attempt_at <= now())
"""
QUEUES = (".events", ".bulk", ".1s", ".10s", ".60s")
SECONDS = 120
PAUSE_SECONDS = 0.25
"""The interval of checks: each costs the servers, which are being measured, some tenths of a millisecond."""


def wait_until_quiet(stack: Handle) -> None:
    """Return when every outbox is published, every job done and every queue empty. Raises TimeoutError."""
    deadline = time.monotonic() + SECONDS
    with ExitStack() as opened:
        urls = [stack.database_url(service.name, as_admin=True) for service in SERVICES]
        connections = [opened.enter_context(closing(psycopg2.connect(url))) for url in urls]
        while _waiting(connections) or _queued(stack):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Waited {SECONDS} s for the effects of the writes")
            time.sleep(PAUSE_SECONDS)


def _waiting(connections: Iterable[psycopg2.extensions.connection]) -> int:
    """Return how many events are unpublished and how many jobs are due."""
    total = 0
    for connection in connections:
        with connection, connection.cursor() as cursor:
            cursor.execute(WAITING)
            row = cursor.fetchone()
            total += int(row[0]) if row else 0
    return total


def _queued(stack: Handle) -> int:
    """Return how many messages the services' queues hold, with those that are not acknowledged yet."""
    listed = stack.rabbitmqctl("list_queues", "-p", "kith", "name", "messages", "--formatter", "json")
    return sum(int(queue["messages"]) for queue in json.loads(listed) if queue["name"].endswith(QUEUES))
