"""What a service does when ties or states of accounts change: functions that it registers, called in the transaction
of the changes.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from relations.kinds import ACTIVE, Kind


@dataclass(frozen=True, kw_only=True)
class TieChange:
    """A tie that has just got a newer version; in a rebuild also one that its owner corrected."""

    kind: Kind
    source_id: UUID
    target_id: UUID
    before: str | None
    """The state before; None when the tie was not known."""
    after: str

    @property
    def was_active(self) -> bool:
        """Return whether the tie was active before."""
        return self.before == ACTIVE

    @property
    def is_active(self) -> bool:
        """Return whether the tie is active now."""
        return self.after == ACTIVE

    @property
    def step(self) -> int:
        """Return by how much the number of active ties has changed: -1, 0 or 1."""
        return self.is_active - self.was_active


@dataclass(frozen=True, kw_only=True)
class MembershipChange:
    """The membership of an account in a group that has just got a newer version."""

    group_id: UUID
    account_id: UUID
    step: int
    """1: the account is a member now, and was none. -1: it was one. 0: neither."""


Effect = Callable[[Sequence[TieChange]], object]
Locks = Callable[[Sequence[tuple[UUID, UUID]]], object]


@dataclass
class _Registered:
    locks: list[Locks] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    repairs: list[Callable[[], object]] = field(default_factory=list)


_registered: dict[Kind, _Registered] = defaultdict(_Registered)


def on_tie_change(
    kind: Kind, *, locks: Locks | None = None, repair: Callable[[], object] | None = None
) -> Callable[[Effect], Effect]:
    """Register the decorated function for all changes of ties of this kind, in their transaction.

    It takes some changes at a time, each of another tie: events of one batch take effect together. ``locks`` takes
    (source_id, target_id) of some ties, and takes the locks that must come before the ties' own, in every transaction
    that needs both. ``repair`` counts again what the function counts; it runs before and after a rebuild of the ties.
    """

    def register(effect: Effect) -> Effect:
        registered = _registered[kind]
        registered.effects.append(effect)
        registered.locks += [locks] if locks else []
        registered.repairs += [repair] if repair else []
        return effect

    return register


MembershipEffect = Callable[[Sequence[MembershipChange]], object]
_membership_effects: list[MembershipEffect] = []


def on_membership_change(effect: MembershipEffect) -> MembershipEffect:
    """Register the decorated function for all changes of memberships, in their transaction."""
    _membership_effects.append(effect)
    return effect


def announce_memberships(changes: Sequence[MembershipChange]) -> None:
    """Call the functions that are registered for memberships."""
    for effect in _membership_effects:
        effect(changes)


AccountEffect = Callable[[Sequence[UUID]], object]
_account_effects: list[AccountEffect] = []
_account_repairs: list[Callable[[], object]] = []


def on_account_change(*, repair: Callable[[], object] | None = None) -> Callable[[AccountEffect], AccountEffect]:
    """Register the decorated function for all changes of states of accounts, in their transaction.

    It takes the ids of some accounts at a time, whose new states are stored already. ``repair`` does the same for all
    accounts that may have lost their state; it runs before and after a rebuild of the states.
    """

    def register(effect: AccountEffect) -> AccountEffect:
        _account_effects.append(effect)
        _account_repairs.extend([repair] if repair else [])
        return effect

    return register


def announce_accounts(account_ids: Sequence[UUID]) -> None:
    """Call the functions that are registered for states of accounts."""
    for effect in _account_effects:
        effect(account_ids)


def repair_accounts() -> None:
    """Call the repairs that are registered for states of accounts."""
    for repair in _account_repairs:
        repair()


def lock_for(kind: Kind, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Take the locks that the registered functions need before ties change."""
    for locks in _registered[kind].locks:
        locks(pairs)


def announce(kind: Kind, changes: Sequence[TieChange]) -> None:
    """Call the functions that are registered for ties of a kind, in the order of their registration."""
    for effect in _registered[kind].effects:
        effect(changes)


def repair_counts() -> None:
    """Count again what the registered functions count."""
    for registered in _registered.values():
        for repair in registered.repairs:
            repair()
