"""Suspending accounts and reinstating them: signed out, hidden, and written down (ADR 95)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.errors import OwnAccount
from accounts.events import account_state_changed
from accounts.mails import Mail
from accounts.models import Account, Act, State, Suspension
from accounts.roles import MODERATOR
from accounts.selectors.staff import suspensions_due
from accounts.services.audit import audit_write
from accounts.services.mails import owner_notify
from accounts.services.sessions import sessions_end_others
from accounts.services.staff import protected_check, staff_lock
from chassis.events.outbox import emit
from chassis.jobs.periodic import periodic
from relations.offering import confirm

END_EVERY_SECONDS = 5


def account_suspend(*, account_id: UUID, actor_id: UUID, reason: str, until: datetime | None, now: datetime) -> bool:
    """Suspend an account until it is reinstated, or until a time; all its sessions end, and its content is hidden.

    An account that is suspended gets the new reason and time. Returns whether every service that shows content hides
    it now; otherwise the others will by the event.
    Raises StaffOnly, AccountNotFound, OwnAccount, and StaffProtected when a moderator suspends one of the staff.
    Emits AccountStateChanged, and SessionRevoked for each session; enqueues a mail to the account.
    """
    if account_id == actor_id:
        raise OwnAccount()
    with transaction.atomic():
        actor, subject = staff_lock(actor_id=actor_id, subject_id=account_id, needs=MODERATOR)
        protected_check(actor=actor, subject=subject)
        _suspend(subject, Suspension(account=subject, by_id=actor_id, reason=reason, since=now, until=until), now)
    return confirm([account_state_changed(subject)])


def _suspend(subject: Account, wanted: Suspension, now: datetime) -> None:
    """Write the suspension of a locked account, or change the one that it has; what is equal changes nothing."""
    old = Suspension.objects.filter(account=subject).first()
    if old:
        wanted.since = old.since
    if old and (old.reason, old.until) == (wanted.reason, wanted.until):
        return
    wanted.save(force_insert=old is None, force_update=old is not None)
    act = Act.CHANGE_SUSPENSION if old else Act.SUSPEND
    audit: dict[str, Any] = {"actor_id": wanted.by_id, "subject_id": subject.id, "reason": wanted.reason, "now": now}
    audit_write(act, before=_audited(subject, old), after=_audited(subject, wanted), **audit)
    if old is None:
        _change_state(subject, State.SUSPENDED, now)
        sessions_end_others(account=subject, but=None, reason="suspended", now=now)
        owner_notify(Mail.ACCOUNT_SUSPENDED, subject, now=now)


def account_reinstate(*, account_id: UUID, actor_id: UUID, now: datetime) -> bool:
    """End a suspension: the account may log in, and its content is shown again. Without one nothing changes.

    Returns whether every service that shows content shows it now.
    Raises StaffOnly, AccountNotFound, and StaffProtected when a moderator reinstates one of the staff.
    Emits AccountStateChanged.
    """
    with transaction.atomic():
        actor, subject = staff_lock(actor_id=actor_id, subject_id=account_id, needs=MODERATOR)
        protected_check(actor=actor, subject=subject)
        _reinstate(subject, actor_id=actor_id, now=now)
    return subject.state_version == 1 or confirm([account_state_changed(subject)])


@periodic(every_seconds=END_EVERY_SECONDS)
def suspensions_end() -> None:
    """Reinstate the accounts whose suspension was until now or before, each in its own transaction."""
    for account_id in suspensions_due(now=timezone.now()):
        _end_if_due(account_id, now=timezone.now())


def _end_if_due(account_id: UUID, *, now: datetime) -> None:
    with transaction.atomic():
        subject = Account.objects.select_for_update(no_key=True).get(id=account_id)  # it may be deleted meanwhile
        if Suspension.objects.filter(account=subject, until__lte=now).exists():
            _reinstate(subject, actor_id=None, now=now)
    confirm([account_state_changed(subject)])


def _reinstate(subject: Account, *, actor_id: UUID | None, now: datetime) -> None:
    """Delete the suspension of a locked account, if it has one, and emit its state.

    An account that was deleted stays deleted, also if a restored backup still has its suspension.
    """
    old = Suspension.objects.filter(account=subject).first()
    if old is None or subject.state != State.SUSPENDED:
        return
    before = _audited(subject, old)
    old.delete()
    _change_state(subject, State.ACTIVE, now)
    audit_write(
        Act.REINSTATE, actor_id=actor_id, subject_id=subject.id, before=before, after=_audited(subject, None), now=now
    )


def _change_state(account: Account, state: State, now: datetime) -> None:
    Account.objects.filter(id=account.id).update(
        state=state, state_version=F("state_version") + 1, state_changed_at=now
    )
    account.refresh_from_db(fields=["state", "state_version", "state_changed_at"])
    emit(account_state_changed(account))


def _audited(account: Account, suspension: Suspension | None) -> dict[str, Any]:
    """Return what the audit log keeps of a state."""
    until = suspension.until if suspension else None
    return {
        "state": State.SUSPENDED if suspension else State.ACTIVE,
        "reason": suspension.reason if suspension else None,
        "until": until.astimezone(UTC).isoformat().replace("+00:00", "Z") if until else None,
    }
