"""Reads of the copies of relations."""

from uuid import UUID

from relations.kinds import ACTIVE, CLOSED, StateKind
from relations.models import AccountState, Membership


def account_is_member(*, account_id: UUID, group_id: UUID) -> bool:
    """Return whether an account is a member of a group now, as far as this service knows."""
    return Membership.objects.filter(group_id=group_id, account_id=account_id, state=ACTIVE).exists()


def account_is_closed(*, account_id: UUID) -> bool:
    """Return whether an account is suspended or deleted, as far as this service knows."""
    return AccountState.objects.filter(account_id=account_id, kind=StateKind.ACCOUNT, state__in=CLOSED).exists()
