"""Deleting accounts: closed at once, then erased by every service (docs/adr/0106-an-erasure-is-a-saga.md)."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import metrics
from accounts.errors import AccountNotFound, DeletionNotFound, NotYourAccount, RecentLoginNeeded
from accounts.events import account_state_changed, erasure_requested
from accounts.models import Account, Deletion, DeletionPart, RetiredUsername, Session, State, default_roles
from accounts.roles import ADMIN
from accounts.sealing import digest_of
from accounts.selectors.accounts import account_get, account_is_active
from accounts.selectors.deletions import deletions_age, deletions_left
from accounts.selectors.sessions import session_is_recent
from accounts.services.last_mails import last_mail_enqueue
from accounts.services.locks import account_lock
from accounts.services.mails import mails_drop
from accounts.services.reauthentication import account_lock_confirmed, password_confirm
from accounts.services.sessions import sessions_end_others
from accounts.services.staff import admin_check, staff_lock
from chassis.errors import SessionEnded
from chassis.events.outbox import emit
from chassis.jobs.periodic import periodic
from manifest import SERVICES
from personal_data.services import erasure_begin
from relations.offering import confirm

log = structlog.get_logger(source="deletions")

RECENT = timedelta(minutes=10)
"""How old a session may be that deletes its account without the password."""


OVERDUE = timedelta(hours=1)
"""How long a deletion may take before somebody should look at the services that have not finished it."""
MEASURE_SECONDS = 60.0


def own_account_check(*, account: UUID | str, caller_id: UUID, caller_name: str) -> None:
    """Check that an address names the caller's own account, by its id or its username.

    Raises NotYourAccount for another's, and AccountNotFound when there is none that others may see.
    """
    if account in (caller_id, caller_name):
        return
    raise NotYourAccount() if account_is_active(account) else AccountNotFound()


def account_delete(*, account_id: UUID, session_id: UUID, password: str | None, now: datetime) -> UUID:
    """Delete an account: nobody sees it any more, its sessions end, and every service begins to erase it.

    Its owner gets a mail that says so.
    Returns the id of the deletion. Raises WrongPassword, RecentLoginNeeded without a password in an older session,
    TooManyRequests, LastAdmin, and SessionEnded when the account got other roles meanwhile, which ends its sessions.
    Emits AccountStateChanged, ErasureRequested, and SessionRevoked for each session.
    """
    known = account_get(account_id=account_id)
    if password is not None:
        password_confirm(account=known, password=password)
    elif not session_is_recent(session_id=session_id, since=now - RECENT):
        raise RecentLoginNeeded()
    with transaction.atomic():
        if ADMIN in known.roles:
            staff_lock(actor_id=account_id, subject_id=account_id, needs=ADMIN, with_admins=True)
            admin_check(known)
        account = account_lock_confirmed(known) if password is not None else account_lock(account_id)
        if account.roles != known.roles:  # who may be the last administrator was decided by the former roles
            raise SessionEnded()
        last_mail_enqueue(account, now=now)
        deletion = _close(account, now)
    confirm([account_state_changed(account)])
    return deletion.id


def account_erase(*, account_id: UUID) -> None:
    """Erase what is left of a deleted account; close it if a restored backup has brought it back.

    A backup from before the registration knows neither the account nor its deletion: all services report again.
    """
    with transaction.atomic(savepoint=False):
        account = Account.objects.select_for_update(no_key=True).filter(id=account_id).first()
        if account and account.state != State.DELETED:
            _close(account, timezone.now())
        elif account is None and not Deletion.objects.filter(account_id=account_id).exists():
            emit(erasure_requested(_deletion_of(account_id, timezone.now())))
        mails_drop(account_id=account_id)


def deletion_note(*, account_id: UUID, service: str, now: datetime) -> None:
    """Record that a service has erased an account; repeating it changes nothing. Raises DeletionNotFound."""
    deletion = Deletion.objects.filter(account_id=account_id).first()
    if deletion is None:
        raise DeletionNotFound()
    if DeletionPart.objects.filter(deletion=deletion, service=service, erased_at=None).update(erased_at=now):
        log.info("erased_by", subject_id=str(account_id), service=service)


@periodic(every_seconds=MEASURE_SECONDS)
def deletions_measure() -> None:
    """Count the deletions that are not finished, and log which services have not finished those older than OVERDUE."""
    now = timezone.now()
    count, oldest_seconds = deletions_age(now=now)
    metrics.deletions_unfinished.set(count)
    metrics.deletions_oldest_seconds.set(oldest_seconds)
    for account_id, service in deletions_left(before=now - OVERDUE):
        log.error("deletion_overdue", subject_id=str(account_id), of=service)


def _close(account: Account, now: datetime) -> Deletion:
    """End everything of a locked account but its id, and let every service erase it."""
    sessions_end_others(account=account, but=None, reason="deleted", now=now)
    RetiredUsername.objects.bulk_create(
        [RetiredUsername(digest=digest_of("usernames", account.username))], ignore_conflicts=True
    )
    _empty(account, now)
    deletion = _deletion_of(account.id, now)
    emit(account_state_changed(account))
    emit(erasure_requested(deletion))
    erasure_begin(account_id=account.id, requested_at=deletion.requested_at)
    log.info("account_deleted", subject_id=str(account.id))
    return deletion


def _empty(account: Account, now: datetime) -> None:
    """Leave a tombstone: the id, the state, and sessions whose tokens must be refused until they expire."""
    for model, field in _tables_of_accounts():
        model._default_manager.filter(**{field: account}).delete()
    Session.objects.filter(account=account).update(device="", address=None)
    Account.objects.filter(id=account.id).update(
        username=f"deleted_{token_hex(11)}",
        email="",
        email_verified=False,
        password=make_password(None),
        roles=default_roles(),
        state=State.DELETED,
        state_version=F("state_version") + 1,
        state_changed_at=now,
    )
    account.refresh_from_db()


def _tables_of_accounts() -> list[tuple[Any, str]]:
    """Return each table that refers to accounts, but that of sessions, with the field that does."""
    relations: list[Any] = [field for field in Account._meta.get_fields(include_hidden=True) if field.auto_created]
    own = [each for each in relations if each.is_relation and not each.concrete and each.related_model is not Session]
    return [(each.related_model, each.field.name) for each in own]


def _deletion_of(account_id: UUID, now: datetime) -> Deletion:
    """Return the deletion of an account; its id follows from the account's, so it is the same after a restore."""
    deletion_id = UUID(bytes=digest_of("deletions", str(account_id))[:16], version=4)
    deletion, _ = Deletion.objects.get_or_create(
        account_id=account_id, defaults={"id": deletion_id, "requested_at": now}
    )
    parts = [DeletionPart(deletion=deletion, service=service.name) for service in SERVICES]
    DeletionPart.objects.bulk_create(parts, ignore_conflicts=True)
    return deletion
