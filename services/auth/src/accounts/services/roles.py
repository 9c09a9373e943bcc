"""Granting roles and taking them away."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Account, Act
from accounts.passwords import password_fold
from accounts.roles import ADMIN, roles_of
from accounts.services.accounts import account_insert
from accounts.services.audit import audit_write
from accounts.services.sessions import sessions_end_others
from accounts.services.staff import admin_check, staff_lock


@transaction.atomic
def roles_set(*, account_id: UUID, actor_id: UUID, roles: Iterable[str], reason: str, now: datetime) -> None:
    """Give an account these roles and no others; the same roles change nothing.

    Its sessions end, since their tokens name the former roles (ADR 98).
    Raises StaffOnly unless the actor is an administrator, AccountNotFound, and LastAdmin. Emits SessionRevoked for each
    session.
    """
    wanted = roles_of(roles)
    _, subject = staff_lock(actor_id=actor_id, subject_id=account_id, needs=ADMIN, with_admins=True)
    former = roles_of(subject.roles)
    if wanted == former:
        return
    if ADMIN in former and ADMIN not in wanted:
        admin_check(subject)
    Account.objects.filter(id=account_id).update(roles=wanted)
    sessions_end_others(account=subject, but=None, reason="roles_changed", now=now)
    changed: dict[str, Any] = {"before": {"roles": former}, "after": {"roles": wanted}}
    audit_write(Act.SET_ROLES, actor_id=actor_id, subject_id=account_id, reason=reason, now=now, **changed)


def admin_create(*, username: str, email: str, password: str, now: datetime) -> Account:
    """Create the account of an administrator; all values are in their normal forms.

    Raises UsernameTaken. Emits AccountRegistered, and enqueues the mail that verifies the address.
    """
    hashed = make_password(password_fold(password))
    account = Account.new(username=username, email=email, password=hashed, roles=roles_of([ADMIN]))
    with transaction.atomic():
        account_insert(account, now=now)
        after = {"roles": account.roles}
        audit_write(Act.CREATE_ADMIN, actor_id=None, subject_id=account.id, before={"roles": []}, after=after, now=now)
    return account
