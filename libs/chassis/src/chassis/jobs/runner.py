"""Runs the steps of jobs, one after the other; several workers share the jobs of a service."""

import random
import threading
import time

import structlog
from django.db import connection

from chassis.database.connection import is_outage, set_deadline
from chassis.database.turns import take_turns
from chassis.jobs import metrics
from chassis.jobs.enqueueing import enqueued
from chassis.jobs.later import Later
from chassis.jobs.steps import Claim, Superseded, claim, postpone, take_step
from chassis.transient import PASSING_FAULTS

log = structlog.get_logger(source="jobs")

POLL_SECONDS = 0.5
DB_DEADLINE_SECONDS = 12.0
"""For claiming and running one step; shorter than the lease, so that no two workers run the same step."""
MEASURE_SECONDS = 10.0
MAX_DELAY_SECONDS = 5.0
"""After a temporary fault: an unavailable database, broker or Redis."""
MAX_DELAY_AFTER_BUG_SECONDS = 300.0

MEASURE = """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8
    FROM (SELECT created_at FROM job LIMIT 1000) AS first_ones
"""


class JobRunner:
    """Runs steps until ``stop`` is called; call ``run`` in a thread of its own."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._measured_at = 0.0

    def stop(self) -> None:
        """Make ``run`` return after the current step."""
        self._stopping.set()
        enqueued.set()

    def run(self) -> None:
        """Run the steps that are due; wait while the database is unavailable."""
        take_turns(self._take_turn, self._stopping)

    def _take_turn(self) -> None:
        """Run one step, or wait until there is a new job or the poll interval is over."""
        enqueued.clear()
        set_deadline(DB_DEADLINE_SECONDS)
        self._measure()
        claimed = claim()
        if claimed:
            run_step(claimed)
        elif not self._stopping.is_set():
            enqueued.wait(POLL_SECONDS)

    def _measure(self) -> None:
        if time.monotonic() < self._measured_at + MEASURE_SECONDS:
            return
        with connection.cursor() as cursor:
            cursor.execute(MEASURE)
            count, oldest_seconds = cursor.fetchone()
        metrics.jobs_waiting.set(count)
        metrics.jobs_oldest_seconds.set(oldest_seconds)
        self._measured_at = time.monotonic()


def run_step(claimed: Claim) -> None:
    """Run a step; one that fails is retried later, and the other jobs continue."""
    try:
        take_step(claimed)
        metrics.job_steps_total.labels(claimed.kind).inc()
    except Superseded:
        log.info("a step was superseded", kind=claimed.kind, key=claimed.key)
    except Later as later:
        postpone(claimed, seconds=later.seconds)
    except Exception as error:
        _retry(claimed, error)


def retry_after_seconds(*, attempts: int, at_most: float) -> float:
    """Return how long a step waits that has failed ``attempts`` times in a row.

    Between half of and all of min(at_most, 2 ** (attempts - 1)), so that jobs do not retry in step.
    """
    return min(at_most, 2.0 ** min(attempts - 1, 30)) * random.uniform(0.5, 1)  # noqa: S311


def _retry(claimed: Claim, error: Exception) -> None:
    """Log why a step failed, count it, and postpone it.

    Raises the exception of an outage while the database is unavailable.
    """
    metrics.job_failures_total.labels(claimed.kind).inc()
    fields = {"kind": claimed.kind, "key": claimed.key, "attempts": claimed.attempts}
    if is_passing := is_outage(error) or isinstance(error, PASSING_FAULTS):
        log.warning("a step is tried again", error=type(error).__name__, **fields)
    else:
        log.error("a step failed", exc_info=error, **fields)
    if is_outage(error):
        connection.close()
    set_deadline(DB_DEADLINE_SECONDS)
    at_most = MAX_DELAY_SECONDS if is_passing else MAX_DELAY_AFTER_BUG_SECONDS
    postpone(claimed, seconds=retry_after_seconds(attempts=claimed.attempts, at_most=at_most))
