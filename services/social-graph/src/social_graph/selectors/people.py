"""People in lists, each with the relationship of the viewer."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from chassis.database.subqueries import has_row
from chassis.http.paging import Page, PageQuery, paginate
from relations.audience import may_see_account
from relations.people.models import Person
from relations.people.selectors import people_by_id
from social_graph.selectors.relationships import Relationship, relationships_by_id


class Shown(NamedTuple):
    """A person in a list, and what the viewer is to that person; None for anonymous viewers and oneself."""

    id: UUID
    username: str
    display_name: str
    avatar: dict[str, str] | None
    relationship: Relationship | None


def is_known(end: str) -> Q:
    """Return the condition that the name of the account at one end of an edge has arrived."""
    return has_row(Person.objects.filter(id=OuterRef(end)))


def people_page(edges: QuerySet, end: str, viewer_id: UUID | None, query: PageQuery) -> Page[Shown]:
    """Return the people at one end of edges whom the viewer may see, the newest edge first; the page is filled up.

    Accounts that are not known here yet are left out.
    """
    page = paginate(edges.filter(is_known(end), may_see_account(viewer_id, author=end)), query, key="position")
    return page.map(lambda rows: people_shown([getattr(edge, end) for edge in rows], viewer_id))


def people_shown(ids: Sequence[UUID], viewer_id: UUID | None) -> list[Shown]:
    """Return the known people among ``ids``, in that order; two queries."""
    people, relationships = people_by_id(ids), relationships_by_id(viewer_id, ids)
    return [shown(people[each], relationships.get(each)) for each in ids if each in people]


def shown(person: Person, relationship: Relationship | None) -> Shown:
    """Return a person as it is shown."""
    return Shown(person.id, person.username, person.display_name, person.avatar, relationship)


def cards_by_id(ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return how each account is shown beside what it did, in one query; an unknown one without a name."""
    people = people_by_id(ids)
    return {each: people.get(each) or Person(id=each, username="", display_name="") for each in ids}
