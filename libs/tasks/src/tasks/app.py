"""The Celery application of a service: Redis as its broker, JSON, no results."""

import logging
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from celery import Celery, signals
from celery.app.amqp import AMQP
from celery.exceptions import SecurityWarning
from django.conf import settings
from kombu import Connection

from tasks.registry import TASKS, Recurring
from tasks.running import run

QUEUE = "recurring"
RECONNECT_SECONDS = 2
"""The longest pause between two attempts to reach the broker. Celery's own is 30 s, and would delay what is due."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When each task ran last as far as a new schedule knows, so that it sends all of them at once."""


class PatientConnection(Connection):
    """A connection that is tried again soon, for as long as the broker is gone."""

    def _ensure_connection(self, *args: Any, **options: Any) -> Any:
        return super()._ensure_connection(*args, **options | {"interval_start": 1, "interval_max": RECONNECT_SECONDS})


class Broker(AMQP):
    """Makes such connections."""

    Connection = PatientConnection


def make_app() -> Celery:
    """Return the application with the registered tasks and their schedule.

    Without fix-ups: Celery's own for Django would close the connection to the database after each task.
    """
    _quieten()
    app = Celery(settings.SERVICE, amqp=Broker, fixups=[], set_as_current=False)
    app.conf.update(_configuration())
    for task in TASKS.values():
        app.task(_function(task), name=task.name, shared=False)
    app.conf.beat_schedule = {task.name: _entry(task) for task in TASKS.values()}
    return app


def _configuration() -> dict[str, Any]:
    """Return the settings of Celery that differ from its defaults."""
    return {
        "broker_url": settings.REDIS_URL,
        "broker_transport_options": {
            "global_keyprefix": f"{settings.SERVICE}:celery:",
            "visibility_timeout": 60,
            "socket_connect_timeout": 2,
            "socket_timeout": 30,
        },
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_channel_error_retry": True,
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_default_queue": QUEUE,
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_disable_rate_limits": True,
        "worker_hijack_root_logger": False,
        "timezone": "UTC",
    }


def _entry(task: Recurring) -> dict[str, Any]:
    return {"task": task.name, "schedule": task.every_seconds, "last_run_at": LONG_AGO}


def _function(task: Recurring) -> Callable[[], None]:
    def run_once() -> None:
        run(task)

    return run_once


def _quieten() -> None:
    """Leave the logging of the process as it is, and write no lines about each message."""
    signals.setup_logging.connect(_keep_logging)
    logging.getLogger("celery").setLevel(logging.WARNING)
    logging.getLogger("celery.worker.request").addFilter(as_outage)
    warnings.simplefilter("ignore", SecurityWarning)  # a developer may start the stack as root without users of its own


def _keep_logging(**_: object) -> None:
    """Do nothing: with a receiver of this signal Celery does not set up logging."""


def as_outage(record: logging.LogRecord) -> bool:
    """Log like any other outage that Redis was lost when a task ended: Celery gets it again, and runs it again."""
    if isinstance(record.msg, str) and record.msg.startswith(("Couldn't ack", "Couldn't reject")):
        record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
    return True
