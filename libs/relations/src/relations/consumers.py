"""Events that decide who may see what; they are on the lane EVENTS.

The service that owns the ties (``OWNS_TIES`` in its settings) keeps no copies of them, except those that its own lists
hide by: it writes these itself, in the transaction of the change.
"""

from collections.abc import Sequence

from django.conf import settings

from chassis.events.inbox import handles_together
from contracts import Event
from contracts.accounts import AccountStateChanged
from contracts.profiles import PrivacyChanged
from contracts.social_graph import MembershipChanged
from relations.services import account_states_apply, memberships_apply, ties_apply
from relations.states import TIES, account_state, membership, privacy_state

OWNS_TIES: bool = getattr(settings, "OWNS_TIES", False)


def keep_ties(events: Sequence[Event]) -> None:
    """Keep the ties that events of one type give the states of."""
    for kind, state_of in TIES[type(events[0])].items():
        ties_apply(kind, [state_of(event) for event in events])


def keep_memberships(events: Sequence[MembershipChanged]) -> None:
    """Keep who is a member of which group."""
    memberships_apply([membership(event) for event in events])


if not OWNS_TIES:
    handles_together(MembershipChanged)(keep_memberships)
    for event_class in TIES:
        handles_together(event_class)(keep_ties)


@handles_together(AccountStateChanged)
def keep_account_states(events: Sequence[AccountStateChanged]) -> None:
    """Keep which accounts are suspended or deleted."""
    account_states_apply([account_state(event) for event in events])


@handles_together(PrivacyChanged)
def keep_privacy(events: Sequence[PrivacyChanged]) -> None:
    """Keep which accounts are private."""
    account_states_apply([privacy_state(event) for event in events])
