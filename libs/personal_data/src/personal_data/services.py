"""Erasing an account in this service: a job, in steps (docs/adr/0106-an-erasure-is-a-saga.md)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from chassis.jobs import Later, State, enqueue, job
from contracts.accounts import ErasureRequested
from personal_data.interface import erasers
from personal_data.models import Erasure
from personal_data.reporting import report
from personal_data.selectors import erased_among
from runtime.env import env

log = structlog.get_logger(source="personal_data")

ERASE = "personal_data.erase"
SETTLE_SECONDS = env.float("ERASURE_SETTLE_SECONDS", default=30)
"""After this time nothing that was under way at the request can write any more."""
PAUSE_SECONDS = 1.0
"""Between two shares: the events of somebody with a million followers must not fill the queues in which others wait."""


@transaction.atomic(savepoint=False)
def erasure_begin(*, account_id: UUID, requested_at: datetime) -> None:
    """Let the worker erase an account here; repeating it only repeats the report."""
    Erasure.objects.bulk_create([Erasure(account_id=account_id, requested_at=requested_at)], ignore_conflicts=True)
    enqueue(ERASE, key=account_id, is_restarted=False)


@transaction.atomic
def erasures_begin(requests: Iterable[ErasureRequested]) -> None:
    """Begin those of some erasures that are not known here: what a ledger of another service, or a file, has."""
    wanted = {request.account_id: request.requested_at for request in requests}
    for account_id in sorted(wanted.keys() - erased_among(wanted)):
        erasure_begin(account_id=account_id, requested_at=wanted[account_id])


@job(ERASE)
def erasure_step(key: str, state: State) -> State | None:
    """Erase a share of what is left; twice, since what was under way at the first time may have written afterwards.

    The second round begins SETTLE_SECONDS after the request: later than the last request with a token of
    the account ends, and than the last retry of an event about it.
    """
    erasure = Erasure.objects.get(account_id=key)
    if erasure.applied_at is None:
        return _erase_some(erasure, state)
    report(erasure.account_id)
    return None


def _erase_some(erasure: Erasure, state: State) -> State:
    rounds, place = state.get("rounds", 0), state.get("place", 0)
    if rounds == 1 and place == 0:
        _wait_until(erasure.requested_at + timedelta(seconds=SETTLE_SECONDS))
    if "not_before" in state:
        _wait_until(datetime.fromisoformat(state["not_before"]))
    functions = erasers()
    if place < len(functions):
        is_more = functions[place](erasure.account_id)
        return {"rounds": rounds, "place": place} | _pause() if is_more else {"rounds": rounds, "place": place + 1}
    if rounds == 0:
        return {"rounds": 1}
    Erasure.objects.filter(account_id=erasure.account_id).update(applied_at=timezone.now())
    log.info("erased", subject_id=str(erasure.account_id))
    return {}


def _pause() -> State:
    """Return what the state of the job has until the pause is over."""
    return {"not_before": (timezone.now() + timedelta(seconds=PAUSE_SECONDS)).isoformat()}


def _wait_until(due_at: datetime) -> None:
    seconds = (due_at - timezone.now()).total_seconds()
    if seconds > 0:
        raise Later(seconds)
