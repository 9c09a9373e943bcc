"""One step of a job: claimed, then run and recorded in one transaction."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from chassis.jobs.registry import State, known_kinds, step_of
from chassis.observability.context import working_on
from runtime.failpoints import failpoint

LEASE_SECONDS = 15.0
"""How long a worker has for a step. After this time another worker repeats the step of one that was killed."""

# The job that has waited longest comes first, and a job with further steps waits behind the others.
CLAIM = """
    UPDATE job SET attempts = attempts + 1, next_attempt_at = clock_timestamp() + %s * interval '1 s'
    WHERE id = (
        SELECT id FROM job WHERE next_attempt_at <= statement_timestamp() AND kind = ANY(%s)
        ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, key, state::text, attempts, traceparent, request_id, next_attempt_at
"""
CONTINUE = """
    UPDATE job SET state = %s, attempts = 0, next_attempt_at = clock_timestamp() WHERE id = %s AND next_attempt_at = %s
"""
FINISH = "DELETE FROM job WHERE id = %s AND next_attempt_at = %s"
POSTPONE = """
    UPDATE job SET next_attempt_at = clock_timestamp() + %s * interval '1 s' WHERE id = %s AND next_attempt_at = %s
"""


class Superseded(Exception):
    """The job was enqueued again while the step ran, or the lease is over; the step is rolled back."""


class Claim(NamedTuple):
    """A job whose next step belongs to this worker until ``lease_ends_at``, which identifies this claim."""

    id: UUID
    kind: str
    key: str
    state: State
    attempts: int
    traceparent: str
    request_id: str
    lease_ends_at: datetime


def claim() -> Claim | None:
    """Return the job whose step has been due for the longest time, now this worker's; None when no step is due."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [LEASE_SECONDS, known_kinds()])
        row = cursor.fetchone()
    return Claim(*row)._replace(state=json.loads(row[3])) if row else None


def take_step(claimed: Claim) -> bool:
    """Run one step and record its state, in one transaction; return whether the job is finished.

    Raises Superseded, or whatever the step raises; then the step had no effect.
    """
    work = working_on(request_id=claimed.request_id, traceparent=claimed.traceparent)
    with work, transaction.atomic():
        state = step_of(claimed.kind)(claimed.key, claimed.state)
        failpoint("job.in_step")
        _note(claimed, state)
    failpoint("job.after_step")
    return state is None


def postpone(claimed: Claim, *, seconds: float) -> None:
    """Schedule a retry of a step that failed."""
    with connection.cursor() as cursor:
        cursor.execute(POSTPONE, [seconds, claimed.id, claimed.lease_ends_at])


def _note(claimed: Claim, state: State | None) -> None:
    """Store the new state, or delete a finished job. Raises Superseded."""
    mine: list[Any] = [claimed.id, claimed.lease_ends_at]
    with connection.cursor() as cursor:
        if state is None:
            cursor.execute(FINISH, mine)
        else:
            cursor.execute(CONTINUE, [json.dumps(state), *mine])
        if not cursor.rowcount:
            raise Superseded
