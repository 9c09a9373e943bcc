"""The database: a deadline for the waits of one request, and what counts as an outage."""

import select
import time
from contextvars import ContextVar
from typing import Any

import psycopg2
from django.db import InterfaceError, OperationalError
from django.db.utils import InternalError
from psycopg2 import extensions

_deadline: ContextVar[float | None] = ContextVar("db_deadline", default=None)

READ_ONLY = "25006"  # read_only_sql_transaction: a replica, or a server that was switched to read-only


class Router:
    """Keeps the tables of Django's own users and content types out of the databases, because nothing reads them."""

    def allow_migrate(self, database: str, app_label: str, **hints: Any) -> bool | None:
        """Return False for the two apps that are installed only to be imported."""
        return False if app_label in ("auth", "contenttypes") else None


def is_outage(error: BaseException) -> bool:
    """Return whether the database is unavailable, too slow, full or read-only, so that a later retry may succeed."""
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "pgcode", None) == READ_ONLY
    return isinstance(error, OperationalError | InterfaceError)


def set_deadline(seconds: float | None) -> None:
    """Let this thread wait for the database until ``seconds`` from now, all queries together; None means without limit.

    It has an effect only after ``limit_waits()``.
    """
    _deadline.set(None if seconds is None else time.monotonic() + seconds)


def limit_waits() -> None:
    """Make every psycopg2 connection of this process respect the deadline.

    The client enforces it, because a stopped server, or one behind a network that drops packets, enforces no timeout.
    psycopg2 then does not support COPY, which no request uses. The deadline covers connecting, too.
    """
    extensions.set_wait_callback(wait)


def wait(connection: Any) -> None:
    """Wait until the server has answered.

    Raises psycopg2.OperationalError at the deadline; the connection is then unusable.
    """
    while (state := connection.poll()) != extensions.POLL_OK:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLOUT if state == extensions.POLL_WRITE else select.POLLIN)
        deadline = _deadline.get()
        milliseconds = None if deadline is None else max(0, (deadline - time.monotonic()) * 1000)
        if not poll.poll(milliseconds):
            raise psycopg2.OperationalError("the database did not answer in time")
