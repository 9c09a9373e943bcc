"""The process ``celery``: runs tasks in a few threads, until SIGTERM."""

import os
import signal
import threading
from typing import Any

import structlog
from celery import Celery
from celery.apps.worker import Worker
from celery.worker import state

from chassis.database.connection import limit_waits
from runtime.probes import Probes

log = structlog.get_logger(source="tasks")

THREADS = 4
STOP_SECONDS = 9.0
"""How long running tasks may take after SIGTERM; the process has ended after 10 s."""
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class TaskWorker(Worker):
    """Celery's worker with our handling of signals: its own writes lines to the log that are not JSON."""

    def install_platform_tweaks(self, worker: Any) -> None:
        """Take no further task after SIGTERM or SIGINT."""
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)

    def is_ready(self) -> bool:
        """Return whether tasks can arrive."""
        consumer = self.consumer
        connection = getattr(consumer, "connection", None)
        return state.should_stop is None and connection is not None and bool(connection.connected)


def run(app: Celery, address: str) -> int:
    """Run tasks until SIGTERM or SIGINT; return the exit code: 0 unless Celery has failed."""
    limit_waits()
    worker = TaskWorker(
        app=app,
        quiet=True,
        pool_cls="threads",
        concurrency=THREADS,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    probes = Probes(address, is_alive=lambda: True, is_ready=worker.is_ready)
    threading.Thread(target=probes.run, name="probes", daemon=True).start()
    worker.start()
    return int(worker.exitcode or 0)


def _stop(number: int, frame: object) -> None:
    """Let Celery end when the running tasks have ended, and end the process when they take too long."""
    log.info("stopping")
    state.should_stop = 0
    late = threading.Timer(STOP_SECONDS, os._exit, [1])
    late.daemon = True
    late.start()
