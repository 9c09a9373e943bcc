"""Every change of the graph."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from chassis.database.prepared import PreparedText
from chassis.events.outbox import emit
from chassis.ids import uuid7
from relations.offering import confirm
from relations.people.selectors import account_check
from relations.people.services import person_register
from social_graph.errors import CannotFollowYourself
from social_graph.events import follow_changed
from social_graph.models import Follow, State
from social_graph.selectors import Relationship, ends_of_follow


@transaction.atomic
def follow(*, follower_id: UUID, follower_name: str, followee_id: UUID) -> Relationship:
    """Make one account follow another, and return their relationship; following again changes nothing.

    Raises CannotFollowYourself, and AccountNotFound when the followee is not known or hidden from the follower.
    Emits FollowChanged when the edge becomes active.
    """
    if follower_id == followee_id:
        raise CannotFollowYourself("You cannot follow yourself.")
    ends = ends_of_follow(follower_id=follower_id, followee_id=followee_id)
    if not ends.follower_is_known:  # lists show the follower, whose registration may not have arrived yet
        person_register(account_id=follower_id, username=follower_name)
    _emit_change(follower_id, followee_id, State.ACTIVE, _activate(follower_id, followee_id))
    return Relationship(State.ACTIVE, followed_by=ends.followee_follows)


def unfollow(*, follower_id: UUID, followee_id: UUID) -> bool:
    """Make one account no longer follow another; if it does not follow it, nothing changes.

    Returns whether every service that shows content has applied it; otherwise the others apply the event.
    Somebody who follows a hidden account may unfollow it. Raises AccountNotFound when it was never followed, and is not
    known or hidden.
    Emits FollowChanged when the edge was active.
    """
    with transaction.atomic():
        _emit_change(follower_id, followee_id, State.NONE, _deactivate(follower_id, followee_id))
        ended = Follow.objects.filter(follower_id=follower_id, followee_id=followee_id).first()
        if ended is None:
            account_check(account_id=followee_id, viewer_id=follower_id)
    return ended is None or confirm([follow_changed(ended)])


Change = tuple[int, datetime]
"""The version and the time of a change of an edge."""


ACTIVATE = PreparedText(
    """
    INSERT INTO social_graph_follow AS edge (id, follower_id, followee_id, state, version, position)
    VALUES ($1, $3, $4, 'active', 1, $2)
    ON CONFLICT (follower_id, followee_id) DO UPDATE
    SET state = 'active', version = edge.version + 1, position = EXCLUDED.position, changed_at = now()
    WHERE edge.state <> 'active'
    RETURNING version, changed_at
    """,
    ["uuid", "uuid", "uuid", "uuid"],
)
DEACTIVATE = PreparedText(
    """
    UPDATE social_graph_follow SET state = 'none', version = version + 1, changed_at = now()
    WHERE follower_id = $1 AND followee_id = $2 AND state = 'active'
    RETURNING version, changed_at
    """,
    ["uuid", "uuid"],
)


def _activate(follower_id: UUID, followee_id: UUID) -> Change | None:
    """Make the edge active in one statement, so that exactly one of many parallel requests does; None if it was."""
    return _first(ACTIVATE.rows(uuid7(), uuid7(), follower_id, followee_id))


def _deactivate(follower_id: UUID, followee_id: UUID) -> Change | None:
    return _first(DEACTIVATE.rows(follower_id, followee_id))


def _first(rows: Sequence[tuple[Any, ...]]) -> Change | None:
    return (rows[0][0], rows[0][1]) if rows else None


def _emit_change(follower_id: UUID, followee_id: UUID, state: State, change: Change | None) -> None:
    """Emit the new state of the follow; nothing when it did not change."""
    if change is None:
        return
    version, changed_at = change
    row = Follow(
        follower_id=follower_id, followee_id=followee_id, state=state.value, version=version, changed_at=changed_at
    )
    emit(follow_changed(row))


EDGES_AT_ONCE = 100
END_ALL = """
    UPDATE social_graph_follow AS edge SET state = 'none', version = version + 1, changed_at = now()
    FROM (
        SELECT id FROM social_graph_follow WHERE {end} = %s AND state = 'active' ORDER BY position LIMIT %s FOR UPDATE
    ) AS chosen
    WHERE edge.id = chosen.id
    RETURNING edge.follower_id, edge.followee_id, edge.version, edge.changed_at
"""


@transaction.atomic(savepoint=False)
def follows_erase(*, account_id: UUID) -> bool:
    """End the next follows of an erased account, in both directions; return whether some may be left.

    Emits FollowChanged for each.
    """
    ended = [*_end_some("follower_id", account_id), *_end_some("followee_id", account_id)]
    for follower_id, followee_id, version, changed_at in ended:
        _emit_change(follower_id, followee_id, State.NONE, (version, changed_at))
    return bool(ended)


def _end_some(end: str, account_id: UUID) -> list[tuple[UUID, UUID, int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(END_ALL.format(end=end), [account_id, EDGES_AT_ONCE])
        return cursor.fetchall()
