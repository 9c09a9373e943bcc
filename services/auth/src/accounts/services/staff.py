"""The locks of an act of the staff, and the checks of who may do it, made again under the locks.

A token says which roles its account had when it was issued; what counts is what the account has when the act is done.
"""

from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from accounts.errors import AccountNotFound, LastAdmin, StaffOnly, StaffProtected
from accounts.models import HAS_OWNER, OF_STAFF, Account, State
from accounts.roles import ADMIN, STAFF


class Locked(NamedTuple):
    """Who acts and on whom, both locked until the end of the transaction."""

    actor: Account
    subject: Account


def staff_lock(*, actor_id: UUID, subject_id: UUID, needs: str, with_admins: bool = False) -> Locked:
    """Lock the actor and the subject, with ``with_admins`` also all administrators, in the order of ids.

    ``needs`` is the role that the actor must have; an administrator may do all that a moderator may. Raises StaffOnly
    when the actor does not have it any more or is suspended, and AccountNotFound for an unknown or deleted subject.
    """
    accounts = {account.id: account for account in _locked(actor_id, subject_id, with_admins=with_admins)}
    actor, subject = accounts.get(actor_id), accounts.get(subject_id)
    if actor is None or actor.state != State.ACTIVE or not {needs, ADMIN}.intersection(actor.roles):
        raise StaffOnly()
    if subject is None or subject.state not in HAS_OWNER:
        raise AccountNotFound()
    return Locked(actor, subject)


def _locked(*ids: UUID, with_admins: bool) -> list[Account]:
    wanted = Q(id__in=ids)
    if with_admins:
        wanted |= OF_STAFF & Q(roles__contains=[ADMIN])
    return list(Account.objects.select_for_update(no_key=True).filter(wanted).order_by("id"))


def admin_check(subject: Account) -> None:
    """Raise LastAdmin if no other active account is an administrator. The caller has locked all of them."""
    others = Account.objects.filter(OF_STAFF, roles__contains=[ADMIN], state=State.ACTIVE).exclude(id=subject.id)
    if not others.exists():
        raise LastAdmin()


def protected_check(*, actor: Account, subject: Account) -> None:
    """Raise StaffProtected when a moderator acts on a moderator or an administrator."""
    if STAFF.intersection(subject.roles) and ADMIN not in actor.roles:
        raise StaffProtected()
