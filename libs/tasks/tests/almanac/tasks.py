"""What the tests' service does again and again; what has run is counted in Redis."""

import redis
from django.conf import settings
from django.db import connection

from runtime.waiting import wait_until
from tasks.registry import recurring


@recurring("almanac.count", every_seconds=0.2)
def count() -> None:
    """Count this run."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.incr("almanac:counted")


@recurring("almanac.fail", every_seconds=0.2)
def fail() -> None:
    """Raise an error, like a task with a bug."""
    raise LookupError("a defect of a task")


@recurring("almanac.hold", every_seconds=0.2)
def hold() -> None:
    """Where a test wants it, begin and end only when it says so."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        if client.get("almanac:hold") == b"yes":
            client.incr("almanac:begun")
            wait_until(lambda: client.get("almanac:hold") == b"no", what="the end of a held task", seconds=60)
            client.incr("almanac:ended")


@recurring("almanac.query", every_seconds=0.2)
def query() -> None:
    """Use the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
