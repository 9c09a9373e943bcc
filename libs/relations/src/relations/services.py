"""Every change of the copies of relations."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from chassis.events.projections import Applied, Versioned, apply_all_if_newer
from contracts.accounts import AccountStateChanged
from contracts.social_graph import FollowChanged
from relations.changes import TieChange, announce, announce_accounts, lock_for
from relations.kinds import Kind, StateKind
from relations.models import AccountState, Tie


@dataclass(frozen=True, kw_only=True)
class TieState:
    """The state of a tie in one version, as its owner knows it."""

    source_id: UUID
    target_id: UUID
    state: str
    version: int


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


def follow_state(event: FollowChanged) -> TieState:
    """Return the state of a tie, as the event of a follow has it."""
    return TieState(source_id=event.follower_id, target_id=event.followee_id, state=event.state, version=event.version)


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


def account_state(event: AccountStateChanged) -> Versioned:
    """Return what an event says of the row of the account's state."""
    key = {"account_id": event.account_id, "kind": StateKind.ACCOUNT.value}
    return Versioned(key, event.version, {"state": event.state})


def _account(state: Versioned) -> UUID:
    account_id: UUID = state.key["account_id"]
    return account_id


def versioned(kind: Kind, tie: TieState) -> Versioned:
    """Return what a state says of the row of the tie."""
    key = {"kind": kind.value, "source_id": tie.source_id, "target_id": tie.target_id}
    return Versioned(key, tie.version, {"state": tie.state})


def _change(kind: Kind, tie: TieState, applied: Applied) -> TieChange:
    before = applied.before["state"] if applied.before else None
    return TieChange(kind=kind, source_id=tie.source_id, target_id=tie.target_id, before=before, after=tie.state)
