"""Events that decide who may see what; they are on the lane EVENTS.

The service that owns the ties (``OWNS_TIES`` in its settings) keeps no copies of them.
"""

from collections.abc import Sequence

from django.conf import settings

from chassis.events.inbox import handles_together
from contracts.accounts import AccountStateChanged
from contracts.social_graph import FollowChanged
from relations.kinds import Kind
from relations.services import account_state, account_states_apply, follow_state, ties_apply

OWNS_TIES: bool = getattr(settings, "OWNS_TIES", False)


def keep_follows(events: Sequence[FollowChanged]) -> None:
    """Keep who follows whom."""
    ties_apply(Kind.FOLLOW, [follow_state(event) for event in events])


if not OWNS_TIES:
    handles_together(FollowChanged)(keep_follows)


@handles_together(AccountStateChanged)
def keep_account_states(events: Sequence[AccountStateChanged]) -> None:
    """Keep which accounts are suspended or deleted."""
    account_states_apply([account_state(event) for event in events])
