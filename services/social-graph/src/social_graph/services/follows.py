"""Following, and asking for it. A private account approves its followers."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from chassis.database.prepared import PreparedText
from chassis.events.outbox import emit
from chassis.ids import uuid7
from relations.kinds import PRIVATE
from relations.offering import confirm
from relations.people.selectors import account_check
from relations.people.services import person_register
from social_graph.errors import CannotFollowYourself
from social_graph.events import follow_changed
from social_graph.models import Follow, State
from social_graph.selectors.connections import is_follower_known
from social_graph.services.locks import pair_lock


@transaction.atomic
def follow(*, follower_id: UUID, follower_name: str, followee_id: UUID) -> None:
    """Make one account follow another, or ask a private one; doing so again changes nothing.

    Raises CannotFollowYourself, and AccountNotFound when the followee is not known or hidden from the follower.
    Emits FollowChanged when the edge becomes active or requested.
    """
    if follower_id == followee_id:
        raise CannotFollowYourself("You cannot follow yourself.")
    pair_lock(follower_id, followee_id)
    if not is_follower_known(follower_id=follower_id, followee_id=followee_id):
        # Lists show the follower, whose registration may not have arrived yet.
        person_register(account_id=follower_id, username=follower_name)
    state = State.REQUESTED if is_private_locked(followee_id) else State.ACTIVE
    _emit_change(follower_id, followee_id, state, _begin(follower_id, followee_id, state))


def follow_end(*, follower_id: UUID, followee_id: UUID, actor_id: UUID) -> bool:
    """Make one account no longer follow another, or withdraw its request; without either nothing changes.

    Returns whether every service that shows content has applied it; otherwise the others apply the event.
    The actor is one of the two: the follower, or the followee, who removes a follower. A hidden account may be
    unfollowed or removed. Raises AccountNotFound when there never was a follow, and the other one is not known or
    hidden.
    Emits FollowChanged when the edge was active or requested.
    """
    with transaction.atomic():
        _emit_change(follower_id, followee_id, State.NONE, _end(follower_id, followee_id))
        ended = Follow.objects.filter(follower_id=follower_id, followee_id=followee_id).first()
        if ended is None:
            other_id = followee_id if actor_id == follower_id else follower_id
            account_check(account_id=other_id, viewer_id=actor_id)
    return ended is None or confirm([follow_changed(ended)])


PRIVACY = PreparedText("SELECT state FROM standing WHERE account_id = $1 AND kind = 'privacy' FOR SHARE", ["uuid"])


def is_private_locked(account_id: UUID) -> bool:
    """Return whether an account is private, which does not change until the transaction ends.

    An account that has never been private has no row to lock. When it becomes private at the same time, the follow
    counts as the earlier one.
    """
    return PRIVACY.rows(account_id) == [(PRIVATE,)]


class Change(NamedTuple):
    """What a change has made of an edge."""

    version: int
    changed_at: datetime
    request_id: UUID | None


# A request that is accepted keeps its id; an edge that becomes active without one has none.
BEGIN = PreparedText(
    """
    INSERT INTO social_graph_follow AS edge
        (id, follower_id, followee_id, state, version, position, request_id, requested_at)
    SELECT $1, $2, $3, asked, 1, place, CASE asked WHEN 'requested' THEN place END,
        CASE asked WHEN 'requested' THEN now() END
    FROM (VALUES ($4::text, $5::uuid)) AS given (asked, place)
    ON CONFLICT (follower_id, followee_id) DO UPDATE SET
        state = EXCLUDED.state, version = edge.version + 1, position = EXCLUDED.position, changed_at = now(),
        request_id = CASE edge.state WHEN 'requested' THEN edge.request_id ELSE EXCLUDED.request_id END,
        requested_at = CASE edge.state WHEN 'requested' THEN edge.requested_at ELSE EXCLUDED.requested_at END,
        outcome = CASE edge.state WHEN 'requested' THEN 'accepted' ELSE '' END
    WHERE edge.state = 'none' OR (edge.state = 'requested' AND EXCLUDED.state = 'active')
    RETURNING version, changed_at, request_id
    """,
    ["uuid", "uuid", "uuid", "text", "uuid"],
)
END = PreparedText(
    """
    UPDATE social_graph_follow SET
        state = 'none', version = version + 1, changed_at = now(),
        outcome = CASE state WHEN 'requested' THEN 'cancelled' ELSE outcome END
    WHERE follower_id = $1 AND followee_id = $2 AND state <> 'none'
    RETURNING version, changed_at, request_id
    """,
    ["uuid", "uuid"],
)


def _begin(follower_id: UUID, followee_id: UUID, state: State) -> Change | None:
    """Make the edge active or requested in one statement, so that one of many requests at once does; None if it was."""
    rows = BEGIN.rows(uuid7(), follower_id, followee_id, state.value, uuid7())
    return Change(*rows[0]) if rows else None


def _end(follower_id: UUID, followee_id: UUID) -> Change | None:
    rows = END.rows(follower_id, followee_id)
    return Change(*rows[0]) if rows else None


def _emit_change(follower_id: UUID, followee_id: UUID, state: State, change: Change | None) -> None:
    """Emit the new state of the follow; nothing when it did not change."""
    if change is not None:
        edge = Follow(follower_id=follower_id, followee_id=followee_id, state=state.value, **change._asdict())
        emit(follow_changed(edge))


def follows_drop(one: UUID, other: UUID) -> list[Follow]:
    """End the follows and requests of two accounts in both directions; return both edges, as far as they exist.

    The caller holds the lock of the pair. Emits FollowChanged for each that changed.
    """
    for follower_id, followee_id in sorted([(one, other), (other, one)]):
        _emit_change(follower_id, followee_id, State.NONE, _end(follower_id, followee_id))
    ends = [one, other]
    return list(Follow.objects.filter(follower_id__in=ends, followee_id__in=ends).order_by("id"))


EDGES_AT_ONCE = 100
"""How many edges a step of a job changes."""
# In a join PostgreSQL may read a subquery with a LIMIT once for each row, and change them all.
CHANGE_SOME = """
    WITH chosen AS MATERIALIZED (
        SELECT id FROM social_graph_follow WHERE {end} = %(account)s AND state = '{present}'
        ORDER BY position LIMIT %(most)s FOR UPDATE
    )
    UPDATE social_graph_follow AS edge SET
        state = %(state)s, version = version + 1, changed_at = now(),
        outcome = CASE edge.state WHEN 'requested' THEN %(outcome)s ELSE outcome END
    FROM chosen WHERE edge.id = chosen.id
    RETURNING edge.follower_id, edge.followee_id, edge.version, edge.changed_at, edge.request_id
"""


def follows_change_some(*, account_id: UUID, end: str, present: State, state: State, outcome: str) -> bool:
    """Change the next edges of an account that are in one state to another; return whether some may be left.

    ``end`` is the column with the account. ``outcome`` becomes that of requests. Emits FollowChanged for each.
    """
    values: dict[str, UUID | str | int] = {
        "account": account_id,
        "state": state.value,
        "outcome": outcome,
        "most": EDGES_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHANGE_SOME.format(end=end, present=present.value), values)
        changed = cursor.fetchall()
    for follower_id, followee_id, *change in changed:
        _emit_change(follower_id, followee_id, state, Change(*change))
    return bool(changed)
