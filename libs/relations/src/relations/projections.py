"""How the copies of relations are rebuilt from their owners. All kinds of ties are one table, and one rebuild.

Ties of a kind that this version does not know are kept: a later version wrote them.
"""

from chassis.events.projections import Projection
from contracts.social_graph import FollowChanged
from relations.changes import repair_counts
from relations.kinds import Kind
from relations.models import Tie
from relations.services import follow_state, versioned

PROJECTIONS = [
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
