"""One run of a task: with a deadline for the database, and without an effect on other tasks when it fails."""

import structlog
from django.db import connection

from chassis.database.connection import is_outage, set_deadline
from chassis.transient import PASSING_FAULTS
from tasks import metrics
from tasks.registry import DEADLINE_SECONDS, Recurring

log = structlog.get_logger(source="tasks")


def run(task: Recurring) -> None:
    """Run a task, unless this process runs it already. One that fails is logged and runs again at its next time."""
    if not task.running.acquire(blocking=False):
        metrics.task_overlaps_total.labels(task.name).inc()
        return
    try:
        _run(task)
    finally:
        task.running.release()


def _run(task: Recurring) -> None:
    set_deadline(DEADLINE_SECONDS)
    try:
        with metrics.task_seconds.labels(task.name).time():
            task.work()
    except Exception as error:
        _report(task, error)
    else:
        metrics.task_runs_total.labels(task.name).inc()


def _report(task: Recurring, error: Exception) -> None:
    metrics.task_failures_total.labels(task.name).inc()
    if is_outage(error) or isinstance(error, PASSING_FAULTS):
        log.warning("a task failed for a while", task=task.name, error=type(error).__name__)
    else:
        log.error("a task failed", task=task.name, exc_info=error)
    connection.close()
