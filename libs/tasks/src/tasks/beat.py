"""The process ``beat``: sends a message to the workers whenever a task is due, until SIGTERM."""

import signal
import threading
import time
from typing import Any

import structlog
from celery import Celery
from celery.beat import Scheduler, SchedulingError, Service

from runtime.probes import Probes
from tasks import metrics
from tasks.app import QUEUE

log = structlog.get_logger(source="beat")

MAX_WAITING = 20
"""Messages that may wait: while no worker runs, the queue does not fill the memory of Redis."""
READY_SECONDS = 6.0
ALIVE_SECONDS = 120.0
"""How long ago the schedule may have been looked at; it takes longer while the broker is away."""
LOOP_SECONDS = 1.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class BoundedScheduler(Scheduler):
    """Celery's scheduler in memory, which survives a missing broker and keeps the queue short."""

    ticked_at = 0.0
    """When the schedule was last looked at, on the monotonic clock."""
    has_failed = False
    """Whether the last message could not be sent."""

    def tick(self, *args: Any, **options: Any) -> float:
        """Send what is due, and return after how many seconds to look again."""
        self.ticked_at = time.monotonic()
        return super().tick(*args, **options)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Send the message of a task that is due. Without a broker it is left out: the next time comes soon."""
        try:
            self._send(entry, producer)
            self.has_failed = False
        except (SchedulingError, *self.producer.connection.recoverable_connection_errors) as error:
            self.has_failed = True
            metrics.tasks_not_sent_total.labels(entry.task).inc()
            log.warning("a task was not sent", task=entry.task, error=type(error.__context__ or error).__name__)
            if isinstance(error, SchedulingError):
                self._disconnect()

    def _disconnect(self) -> None:
        """Connect anew next time: Redis has answered, but the connection cannot publish.

        A connection of kombu that lost Redis in the middle of publishing may stay like this for good.
        """
        self.producer.connection.close()
        for name in ("producer", "connection"):
            self.__dict__.pop(name, None)

    def _send(self, entry: Any, producer: Any) -> None:
        if producer.channel.client.llen(QUEUE) >= MAX_WAITING:
            metrics.tasks_not_sent_total.labels(entry.task).inc()
            return
        self.apply_async(entry, producer=producer, advance=False)
        metrics.tasks_sent_total.labels(entry.task).inc()

    def is_ready(self) -> bool:
        """Return whether messages get to the broker."""
        return not self.has_failed and time.monotonic() - self.ticked_at < READY_SECONDS

    def is_alive(self) -> bool:
        """Return whether the schedule is still looked at."""
        return time.monotonic() - self.ticked_at < ALIVE_SECONDS


def run(app: Celery, address: str) -> int:
    """Send messages until SIGTERM or SIGINT; return the exit code, which is 0."""
    service = Service(app, max_interval=LOOP_SECONDS, scheduler_cls=BoundedScheduler)
    scheduler: BoundedScheduler = service.scheduler
    probes = Probes(address, is_alive=scheduler.is_alive, is_ready=scheduler.is_ready)
    threading.Thread(target=probes.run, name="probes", daemon=True).start()
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    service.start()
    return 0


def _stop(number: int, frame: object) -> None:
    """Leave the loop, also while it waits for the broker."""
    log.info("stopping")
    raise SystemExit(0)
