"""Every change of the copies of relations."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from chassis.events.projections import Applied, Versioned, apply_all_if_newer
from relations.changes import (
    MembershipChange,
    TieChange,
    announce,
    announce_accounts,
    announce_memberships,
    lock_for,
)
from relations.kinds import ACTIVE, Kind
from relations.models import AccountState, Membership, Tie
from relations.states import TieState, versioned


@transaction.atomic(savepoint=False)
def ties_apply(kind: Kind, states: Sequence[TieState]) -> None:
    """Take over states of ties unless newer ones are known; what services registered for them takes effect, too.

    One statement, however many. The newest of several states of one tie counts.
    """
    lock_for(kind, [(each.source_id, each.target_id) for each in states])
    results = apply_all_if_newer(Tie, [versioned(kind, each) for each in states])
    changes = [_change(kind, each, applied) for each, applied in zip(states, results, strict=True) if applied.is_newer]
    if changes:
        announce(kind, changes)


@transaction.atomic(savepoint=False)
def account_states_apply(states: Sequence[Versioned]) -> None:
    """Take over states of accounts unless newer ones are known; what services registered for them takes effect, too.

    One statement, however many.
    """
    ordered = sorted(states, key=_account)  # so that two batches do not deadlock
    results = apply_all_if_newer(AccountState, ordered)
    changed = [_account(state) for state, applied in zip(ordered, results, strict=True) if applied.is_newer]
    if changed:
        announce_accounts(changed)


@transaction.atomic(savepoint=False)
def memberships_apply(states: Sequence[Versioned]) -> None:
    """Take over states of members of groups unless newer ones are known; what services registered takes effect, too.

    One statement, however many.
    """
    results = apply_all_if_newer(Membership, states)
    changes = [_membership_change(*each) for each in zip(states, results, strict=True) if each[1].is_newer]
    if changes:
        announce_memberships(changes)


def _account(state: Versioned) -> UUID:
    account_id: UUID = state.key["account_id"]
    return account_id


def _membership_change(state: Versioned, applied: Applied) -> MembershipChange:
    was_active = applied.before is not None and applied.before["state"] == ACTIVE
    return MembershipChange(**state.key, step=(state.values["state"] == ACTIVE) - was_active)


def _change(kind: Kind, tie: TieState, applied: Applied) -> TieChange:
    before = applied.before["state"] if applied.before else None
    return TieChange(kind=kind, source_id=tie.source_id, target_id=tie.target_id, before=before, after=tie.state)
