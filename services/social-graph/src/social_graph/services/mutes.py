"""Muting: what an account makes is left out of the muter's feed, and the muted account cannot find out."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from chassis.events.outbox import emit
from chassis.ids import uuid7
from chassis.jobs.periodic import periodic
from relations.offering import confirm
from relations.people.selectors import account_check
from social_graph.errors import CannotMuteYourself
from social_graph.events import mute_changed
from social_graph.models import Mute, State
from social_graph.services.locks import pair_lock

EXPIRE_SECONDS = 1.0
EXPIRED_AT_ONCE = 100


class MuteOptions(TypedDict, total=False):
    """How to mute; what is absent stays as it is."""

    until: datetime | None
    hides_notifications: bool


def mute(*, muter_id: UUID, muted_id: UUID, options: MuteOptions) -> bool:
    """Mute an account, or change how; return whether every service that shows content has applied it.

    A new mute has no end and hides notifications unless the options say otherwise. Raises CannotMuteYourself, and
    AccountNotFound when the account is not muted, and not known or hidden from the muter.
    Emits MuteChanged when something changed.
    """
    if muter_id == muted_id:
        raise CannotMuteYourself("You cannot mute yourself.")
    with transaction.atomic():
        pair_lock(muter_id, muted_id)
        row = _locked(muter_id, muted_id)
        if row is None or not row.is_in_force(timezone.now()):
            account_check(account_id=muted_id, viewer_id=muter_id)
            row = row or Mute(muter_id=muter_id, muted_id=muted_id, state=State.NONE, version=0)
            options = {"until": None, "hides_notifications": True, **options}
        if row.state != State.ACTIVE or any(getattr(row, name) != value for name, value in options.items()):
            row = _write(row, State.ACTIVE, options)
    return confirm([mute_changed(row)])


def unmute(*, muter_id: UUID, muted_id: UUID) -> None:
    """Unmute an account; if it was not muted, nothing changes.

    Raises AccountNotFound when the account was never muted, and is not known or hidden.
    Emits MuteChanged when it was muted.
    """
    with transaction.atomic():
        pair_lock(muter_id, muted_id)
        row = _locked(muter_id, muted_id)
        if row is None:
            account_check(account_id=muted_id, viewer_id=muter_id)
        elif row.state == State.ACTIVE:
            _write(row, State.NONE, {})


def mute_drop(muter_id: UUID, muted_id: UUID) -> None:
    """End a mute of an erased account. The caller holds the lock of the pair. Emits MuteChanged."""
    row = _locked(muter_id, muted_id)
    if row is not None and row.state == State.ACTIVE:
        _write(row, State.NONE, {})


@periodic(every_seconds=EXPIRE_SECONDS)
def mutes_expire() -> None:
    """End the mutes whose time is over. A mute that is being changed is left for the next time. Emits MuteChanged."""
    with transaction.atomic():
        over = Mute.objects.filter(state=State.ACTIVE, until__lte=Now())
        for row in over.select_for_update(skip_locked=True).order_by("until", "id")[:EXPIRED_AT_ONCE]:
            _write(row, State.NONE, {})


def _locked(muter_id: UUID, muted_id: UUID) -> Mute | None:
    return Mute.objects.select_for_update().filter(muter_id=muter_id, muted_id=muted_id).first()


def _write(row: Mute, state: State, options: MuteOptions) -> Mute:
    """Write a mute's new state and emit it; return the row."""
    is_new = row.state != State.ACTIVE and state == State.ACTIVE
    place = {"position": uuid7()} if is_new else {}
    values = {"state": state, "version": row.version + 1, "changed_at": Now(), **place, **options}
    Mute.objects.update_or_create(muter_id=row.muter_id, muted_id=row.muted_id, defaults=values)
    written = Mute.objects.get(muter_id=row.muter_id, muted_id=row.muted_id)
    emit(mute_changed(written))
    return written
