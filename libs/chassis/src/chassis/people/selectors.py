"""Reads of the people projection."""

from collections.abc import Iterable
from uuid import UUID

from chassis.people.models import Person


def people_by_id(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return the known people among ``ids``, in one query; ids that are not known here are left out."""
    return Person.objects.in_bulk(set(ids))


def card(person: Person) -> dict[str, object]:
    """Return the shape ``author``: what is shown of a person next to what the person did."""
    return {"id": str(person.id), "username": person.username, "display_name": person.display_name, "avatar": None}
