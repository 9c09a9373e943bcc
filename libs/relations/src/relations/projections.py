"""How the copies of relations are rebuilt from their owners. All kinds of ties are one table, and one rebuild.

Ties of a kind that this version does not know are kept: a later version wrote them.
"""

from chassis.events.projections import Projection
from contracts.accounts import AccountStateChanged
from contracts.social_graph import FollowChanged
from relations.changes import repair_accounts, repair_counts
from relations.consumers import OWNS_TIES
from relations.kinds import Kind, StateKind
from relations.models import AccountState, Tie
from relations.services import account_state, follow_state, versioned

TIES = [
    Projection(
        name="ties",
        event=FollowChanged,
        source="SOCIAL_GRAPH_URL",
        models=[Tie],
        rows={"kind": Kind.FOLLOW},
        repair=repair_counts,
        states=lambda event: versioned(Kind.FOLLOW, follow_state(event)),
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
]
PROJECTIONS = [*ACCOUNT_STATES, *([] if OWNS_TIES else TIES)]
