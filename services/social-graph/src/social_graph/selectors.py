"""Every read of the graph."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chassis.database.prepared import Prepared
from chassis.database.subqueries import has_row
from chassis.events.exports import exports
from chassis.http.paging import Page, PageQuery, paginate
from contracts import Event
from contracts.social_graph import FollowChanged
from relations.audience import may_see_account
from relations.people.errors import AccountNotFound
from relations.people.models import Person
from relations.people.selectors import hides_connections, people_by_id
from social_graph.errors import ConnectionsHidden
from social_graph.events import follow_changed
from social_graph.models import Follow, State


class Relationship(NamedTuple):
    """The relationship of a viewer and an account, in both directions."""

    following: State
    followed_by: bool


@Prepared
def _followers_among(one: UUID, other: UUID) -> QuerySet:
    """Return which of two accounts follow the other one."""
    there, back = Q(follower_id=one, followee_id=other), Q(follower_id=other, followee_id=one)
    return Follow.objects.filter(there | back, state=State.ACTIVE).values_list("follower_id")


def relationship_get(*, viewer_id: UUID, account_id: UUID) -> Relationship:
    """Return the relationship of two accounts, in one query."""
    active = {follower_id for (follower_id,) in _followers_among(viewer_id, account_id)}
    return Relationship(State.ACTIVE if viewer_id in active else State.NONE, account_id in active)


class Ends(NamedTuple):
    """What is to be known of two accounts before one follows the other."""

    follower_is_known: bool
    followee_follows: bool


@Prepared
def _ends(follower_id: UUID, followee_id: UUID) -> QuerySet:
    followee = Person.objects.filter(may_see_account(follower_id), id=followee_id)
    back = Follow.objects.filter(follower_id=followee_id, followee_id=follower_id, state=State.ACTIVE)
    return followee.values_list(Exists(Person.objects.filter(id=follower_id)), Exists(back))


def ends_of_follow(*, follower_id: UUID, followee_id: UUID) -> Ends:
    """Return what is known of a follower and a followee, in one query.

    Raises AccountNotFound unless the followee is known here and the follower may see it.
    """
    found = _ends(follower_id, followee_id)
    if not found:
        raise AccountNotFound
    return Ends(*found[0])


def connections_check(*, account_id: UUID, viewer_id: UUID | None) -> None:
    """Raise AccountNotFound unless the viewer may see the account, ConnectionsHidden if not its connections.

    It reads one row, whatever the account hides.
    """
    if hides_connections(account_id=account_id, viewer_id=viewer_id) and viewer_id != account_id:
        raise ConnectionsHidden("This account shows its connections to nobody.")


def follower_page(*, account_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[Person]:
    """Return a page of those who follow the account, the newest first. Raises AccountNotFound and ConnectionsHidden."""
    connections_check(account_id=account_id, viewer_id=viewer_id)
    return _people_page(Follow.objects.filter(followee_id=account_id), "follower_id", viewer_id, query)


def followee_page(*, account_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[Person]:
    """Return a page of those whom the account follows, the newest first. Raises as ``follower_page`` does."""
    connections_check(account_id=account_id, viewer_id=viewer_id)
    return _people_page(Follow.objects.filter(follower_id=account_id), "followee_id", viewer_id, query)


def _people_page(edges: QuerySet[Follow], end: str, viewer_id: UUID | None, query: PageQuery) -> Page[Person]:
    """Return the people at one end of the active edges whom the viewer may see; the page is filled up.

    Accounts that are not known here yet are left out.
    """
    page = paginate(_seen(edges, end, viewer_id), query, key="position")
    return page.map(lambda rows: _people([getattr(edge, end) for edge in rows]))


def _seen(edges: QuerySet[Follow], end: str, viewer_id: UUID | None) -> QuerySet[Follow]:
    """Return the active edges at one end of which are people whom the viewer may see, and who are known here."""
    is_known = has_row(Person.objects.filter(id=OuterRef(end)))
    return edges.filter(is_known, may_see_account(viewer_id, author=end), state=State.ACTIVE)


def _people(ids: list[UUID]) -> list[Person]:
    people = people_by_id(ids)
    return [people[account_id] for account_id in ids if account_id in people]


def followees_of(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return whom an account follows, for its export: those that it sees in its own list, page by page."""
    return _ends_of(Follow.objects.filter(follower_id=account_id), "followee_id", account_id, after, limit)


def followers_of(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return who follows an account, for its export: those that it sees in its own list, page by page."""
    return _ends_of(Follow.objects.filter(followee_id=account_id), "follower_id", account_id, after, limit)


def _ends_of(
    edges: QuerySet[Follow], end: str, owner_id: UUID, after: UUID | None, limit: int
) -> list[tuple[UUID, dict[str, Any]]]:
    shown = _seen(edges, end, owner_id).order_by("position")
    rows = list((shown.filter(position__gt=after) if after else shown)[:limit])
    people = people_by_id(getattr(row, end) for row in rows)
    return [(row.position, _end_of(row, getattr(row, end), people)) for row in rows]


def _end_of(edge: Follow, account_id: UUID, people: dict[UUID, Person]) -> dict[str, Any]:
    username = people[account_id].username if account_id in people else ""
    return {"account_id": account_id, "username": username, "since": edge.changed_at}


@exports(FollowChanged)
def export_follows(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the follows by id, also those that ended: consumers ignore late events below their versions."""
    follows = Follow.objects.order_by("id")
    if after is not None:
        follows = follows.filter(id__gt=after)
    return [(follow.id, follow_changed(follow)) for follow in follows[:limit]]
