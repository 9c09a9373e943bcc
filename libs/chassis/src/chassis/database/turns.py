"""The loop of a thread that works with the database, and waits while the database is unavailable."""

import threading
from collections.abc import Callable

import structlog
from django.db import connection

from chassis.database.connection import is_outage
from runtime.retrying import retry_delay_seconds

log = structlog.get_logger(source="turns")


def take_turns(turn: Callable[[], None], stopping: threading.Event) -> None:
    """Call ``turn`` until ``stopping`` is set.

    After an outage of the database wait, and continue with a new connection. Raises what ``turn`` raises, except during
    an outage.
    """
    attempt = 0
    while not stopping.is_set():
        try:
            turn()
            attempt = 0
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning(
                "the database is unavailable", thread=threading.current_thread().name, error=type(error).__name__
            )
            connection.close()  # Django opens another one only for a closed one
            stopping.wait(retry_delay_seconds(attempt=attempt))
            attempt += 1
    connection.close()
