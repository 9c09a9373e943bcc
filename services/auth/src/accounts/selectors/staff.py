"""Reads for the staff: accounts with their suspensions, and the audit log."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import AccountNotFound
from accounts.models import (
    HAS_OWNER,
    OF_STAFF,
    Account,
    AuditEntry,
    State,
    Suspension,
)
from accounts.usernames import username_fold
from chassis.http.paging import Page, PageQuery, paginate

SUSPENSIONS_AT_ONCE = 100


def suspensions_due(*, now: datetime) -> list[UUID]:
    """Return accounts whose suspension has reached its end, the longest due first; not all when there are many."""
    due = Suspension.objects.filter(until__lte=now, account__state=State.SUSPENDED).order_by("until", "account_id")
    return list(due.values_list("account_id", flat=True)[:SUSPENSIONS_AT_ONCE])


def staff_account_get(*, account_id: UUID) -> Account:
    """Return an account as the staff sees it, in one query. Raises AccountNotFound."""
    account: Account | None = _with_suspension().filter(id=account_id).first()
    if account is None:
        raise AccountNotFound()
    return account


def staff_account_page(
    *, q: str | None = None, state: str | None = None, role: str | None = None, query: PageQuery
) -> Page[Account]:
    """Return a page of accounts, the newest first: all, or those whose username begins so, of a state, of a role."""
    accounts = _with_suspension()
    if q is not None:
        accounts = accounts.filter(username__startswith=username_fold(q))
    if state == State.SUSPENDED:
        # By the rows of suspensions: among accounts whose state has changed most are deleted ones.
        accounts = accounts.filter(held_suspension__isnull=False, state=state)
    elif state:
        accounts = accounts.filter(state=state)
    if role is not None:
        accounts = accounts.filter(OF_STAFF, roles__contains=[role])
    return paginate(accounts, query)


def _with_suspension() -> QuerySet[Account]:
    """Return the accounts that are not deleted, with ``suspension``, which is None for most."""
    return Account.objects.filter(state__in=HAS_OWNER).select_related("held_suspension")


def audit_page(
    *, subject_id: UUID | None = None, actor_id: UUID | None = None, act: str | None = None, query: PageQuery
) -> Page[AuditEntry]:
    """Return a page of the audit log, the newest act first: all, or those on an account, of an account, of a kind."""
    chosen = {"subject_id": subject_id, "actor_id": actor_id, "act": act}
    wanted = {column: value for column, value in chosen.items() if value is not None}
    return paginate(AuditEntry.objects.filter(**wanted), query)
