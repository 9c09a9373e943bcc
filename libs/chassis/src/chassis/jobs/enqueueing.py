"""Writing a job in the transaction of the change that makes it necessary."""

import json
import threading
from uuid import UUID

from django.db import connection, transaction

from chassis.ids import uuid7
from chassis.jobs.registry import State, step_of
from chassis.observability.context import current_request_id, current_traceparent

ENQUEUE = """
    INSERT INTO job (id, kind, key, state, attempts, traceparent, request_id)
    VALUES (%s, %s, %s, %s, 0, %s, %s)
    ON CONFLICT (kind, key) DO """
RESTART = """
    UPDATE SET
        state = excluded.state, attempts = 0, traceparent = excluded.traceparent, request_id = excluded.request_id,
        next_attempt_at = clock_timestamp()
"""

enqueued = threading.Event()
"""Set when this process has committed a job, so that a worker begins with its own jobs at once."""


class OutsideTransaction(RuntimeError):
    """A job was enqueued outside a transaction, so the job or its change could be committed without the other."""


def enqueue(kind: str, *, key: UUID | str, state: State | None = None, is_restarted: bool = True) -> None:
    """Have the worker run a job if, and only if, the current transaction commits.

    A job of this kind and key that is not finished is restarted, so that its steps see this transaction's change; with
    ``is_restarted=False`` it continues, which is correct only if its last step checks for such changes. Call it after
    all other locks of the transaction are taken, and for several keys in their order, so that there is no deadlock.
    Raises OutsideTransaction when there is none, and LookupError for a kind without a ``@job``.
    """
    step_of(kind)
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{kind} must be enqueued inside the transaction that changes the data")
    with connection.cursor() as cursor:
        sql = ENQUEUE + (RESTART if is_restarted else "NOTHING")
        work = current_traceparent(), current_request_id()
        cursor.execute(sql, [uuid7(), kind, str(key), json.dumps(state or {}), *work])
    transaction.on_commit(enqueued.set)
