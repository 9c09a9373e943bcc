"""What events say of relations: rows of the tables of this library, in one version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.events.projections import Versioned
from contracts import Event
from contracts.accounts import AccountStateChanged
from contracts.profiles import PrivacyChanged
from contracts.social_graph import BlockChanged, FollowChanged, FriendshipChanged, MembershipChanged, MuteChanged
from relations.kinds import ACTIVE, NONE, OPEN, PRIVATE, Kind, StateKind


@dataclass(frozen=True, kw_only=True)
class TieState:
    """The state of a tie in one version, as its owner knows it."""

    source_id: UUID
    target_id: UUID
    state: str
    version: int


def follow_state(event: FollowChanged) -> TieState:
    """Return the tie that an event of a follow gives the state of."""
    return TieState(source_id=event.follower_id, target_id=event.followee_id, state=event.state, version=event.version)


def friend_state(event: FriendshipChanged) -> TieState:
    """Return the tie of a friendship."""
    return TieState(source_id=event.first_id, target_id=event.second_id, state=event.state, version=event.version)


def block_state(event: BlockChanged) -> TieState:
    """Return the tie of a block; a state that is not known here blocks, too."""
    state = NONE if event.state == NONE else ACTIVE
    return TieState(source_id=event.blocker_id, target_id=event.blocked_id, state=state, version=event.version)


def mute_state(event: MuteChanged) -> TieState:
    """Return the tie of a mute, for feeds."""
    return TieState(source_id=event.muter_id, target_id=event.muted_id, state=event.state, version=event.version)


def silence_state(event: MuteChanged) -> TieState:
    """Return the tie of a mute, for notifications."""
    state = event.state if event.hides_notifications else NONE
    return TieState(source_id=event.muter_id, target_id=event.muted_id, state=state, version=event.version)


TIES: Mapping[type[Event], Mapping[Kind, Callable[[Any], TieState]]] = {
    FollowChanged: {Kind.FOLLOW: follow_state},
    FriendshipChanged: {Kind.FRIEND: friend_state},
    BlockChanged: {Kind.BLOCK: block_state},
    MuteChanged: {Kind.MUTE: mute_state, Kind.SILENCE: silence_state},
}
"""By event, the kinds of ties that it gives the state of, and how."""


def versioned(kind: Kind, tie: TieState) -> Versioned:
    """Return what a state says of the row of the tie."""
    key = {"kind": kind.value, "source_id": tie.source_id, "target_id": tie.target_id}
    return Versioned(key, tie.version, {"state": tie.state})


def account_state(event: AccountStateChanged) -> Versioned:
    """Return what an event says of the row of the account's state."""
    key = {"account_id": event.account_id, "kind": StateKind.ACCOUNT.value}
    return Versioned(key, event.version, {"state": event.state})


def privacy_state(event: PrivacyChanged) -> Versioned:
    """Return what an event says of the row of the account's privacy; a state that is not known here is private, too."""
    key = {"account_id": event.account_id, "kind": StateKind.PRIVACY.value}
    return Versioned(key, event.version, {"state": OPEN if event.state == OPEN else PRIVATE})


def membership(event: MembershipChanged) -> Versioned:
    """Return what an event says of the row of the account in the group."""
    key = {"group_id": event.group_id, "account_id": event.account_id}
    return Versioned(key, event.version, {"role": event.role, "state": event.state})
