"""What an account has here, for its export: its relations, by kind.

Each function returns up to ``limit`` items behind the key ``after``, in the order of their keys (``personal_data``).
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from relations.audience import may_see_account
from relations.people.models import Person
from relations.people.selectors import people_by_id
from social_graph.models import Block, Dismissal, Follow, Friend, Friendship, Member, MemberState, Mute, State
from social_graph.selectors.groups import memberships_of
from social_graph.selectors.people import is_known

Exported = list[tuple[UUID, dict[str, Any]]]
EXPORTED = [MemberState.ACTIVE, MemberState.REQUESTED, MemberState.INVITED]


def followees_of(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account follows: those that it sees in its own list."""
    active = Follow.objects.filter(follower_id=account_id, state=State.ACTIVE)
    return _people(active, "followee_id", account_id, after, limit)


def followers_of(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return who follows an account: those that it sees in its own list."""
    active = Follow.objects.filter(followee_id=account_id, state=State.ACTIVE)
    return _people(active, "follower_id", account_id, after, limit)


def follow_requests_sent_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account has asked to follow."""
    waiting = Follow.objects.filter(follower_id=account_id, state=State.REQUESTED)
    return _people(waiting, "followee_id", account_id, after, limit)


def follow_requests_to(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return who has asked to follow an account."""
    waiting = Follow.objects.filter(followee_id=account_id, state=State.REQUESTED)
    return _people(waiting, "follower_id", account_id, after, limit)


def blocked_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account blocks."""
    return _people(Block.objects.filter(blocker_id=account_id, state=State.ACTIVE), "blocked_id", None, after, limit)


def muted_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account mutes."""
    return _people(Mute.objects.in_force().filter(muter_id=account_id), "muted_id", account_id, after, limit)


def friends_of(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return the friends of an account."""
    return _people(_friendships(account_id, Friend.FRIENDS), "other_id", account_id, after, limit)


def friend_requests_sent_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account has asked to be friends."""
    return _people(_friendships(account_id, Friend.SENT), "other_id", account_id, after, limit)


def friend_requests_to(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return who has asked an account to be friends."""
    return _people(_friendships(account_id, Friend.RECEIVED), "other_id", account_id, after, limit)


def _friendships(account_id: UUID, state: Friend) -> QuerySet[Friendship]:
    return Friendship.objects.filter(account_id=account_id, state=state)


def groups_of(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return what an account is to groups: also requests and invitations, as its lists show them, by ``position``.

    Each state is read by its own index.
    """
    found = [memberships_of(account_id, state).order_by("position") for state in EXPORTED]
    some = [(rows.filter(position__gt=after) if after else rows).select_related("group")[:limit] for rows in found]
    ordered = sorted(chain.from_iterable(some), key=attrgetter("position"))
    return [(row.position, _membership(row)) for row in ordered[:limit]]


def _membership(row: Member) -> dict[str, Any]:
    name = row.group.name
    return {"group_id": row.group_id, "name": name, "role": row.role, "state": row.state, "since": row.changed_at}


def dismissed_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account has dismissed from its suggestions."""
    rows = Dismissal.objects.filter(account_id=account_id).order_by("id")
    found = list((rows.filter(id__gt=after) if after else rows)[:limit])
    people = people_by_id(row.dismissed_id for row in found)
    return [(row.id, _person(row.dismissed_id, row.dismissed_at, people)) for row in found]


def _people(edges: QuerySet, end: str, owner_id: UUID | None, after: UUID | None, limit: int) -> Exported:
    """Return the people at one end of edges, by ``position``; two queries.

    Only those whom the owner may see; without an owner all who are known.
    """
    known = edges.filter(is_known(end)).order_by("position")
    if owner_id:
        known = known.filter(may_see_account(owner_id, author=end))
    rows = list((known.filter(position__gt=after) if after else known)[:limit])
    people = people_by_id(getattr(row, end) for row in rows)
    return [(row.position, _person(getattr(row, end), row.changed_at, people)) for row in rows]


def _person(account_id: UUID, since: datetime, people: Mapping[UUID, Person]) -> dict[str, Any]:
    username = people[account_id].username if account_id in people else ""
    return {"account_id": account_id, "username": username, "since": since}
