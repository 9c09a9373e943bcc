"""How the copies of relations are rebuilt from their owners. All kinds of ties are one table, and one rebuild.

Ties of a kind that this version does not know are kept: a later version wrote them.
"""

from collections.abc import Callable
from typing import Any

from chassis.events.projections import Projection, Versioned
from contracts import Event
from contracts.accounts import AccountStateChanged
from contracts.profiles import PrivacyChanged
from contracts.social_graph import MembershipChanged
from relations.changes import repair_accounts, repair_counts
from relations.consumers import OWNS_TIES
from relations.kinds import Kind, StateKind
from relations.models import AccountState, Membership, Tie
from relations.states import TIES, TieState, account_state, membership, privacy_state, versioned


def _ties(event: type[Event], kind: Kind, state_of: Callable[[Any], TieState]) -> Projection:
    def states(each: Any) -> Versioned:
        return versioned(kind, state_of(each))

    return Projection(
        name="ties",
        event=event,
        source="SOCIAL_GRAPH_URL",
        models=[Tie],
        rows={"kind": kind},
        repair=repair_counts,
        states=states,
    )


OWNED_BY_THE_GRAPH = [
    *(_ties(event, kind, state_of) for event, kinds in TIES.items() for kind, state_of in kinds.items()),
    Projection(
        name="memberships",
        event=MembershipChanged,
        source="SOCIAL_GRAPH_URL",
        models=[Membership],
        states=membership,
    ),
]
ACCOUNT_STATES = [
    Projection(
        name="account_states",
        event=AccountStateChanged,
        source="AUTH_URL",
        models=[AccountState],
        rows={"kind": StateKind.ACCOUNT},
        repair=repair_accounts,
        states=account_state,
    ),
    Projection(
        name="account_states",
        event=PrivacyChanged,
        source="PROFILES_URL",
        models=[AccountState],
        rows={"kind": StateKind.PRIVACY},
        states=privacy_state,
    ),
]
PROJECTIONS = [*ACCOUNT_STATES, *([] if OWNS_TIES else OWNED_BY_THE_GRAPH)]
