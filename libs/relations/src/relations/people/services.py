"""Changes of the people projection."""

from uuid import UUID

from chassis.events.projections import apply_if_newer
from relations.people.models import Person
from relations.people.selectors import person_is_known


def person_ensure(account_id: UUID, username: str) -> None:
    """Store the caller of a request if the registration has not arrived yet.

    If the person is known, as almost always, this only reads.
    """
    if not person_is_known(account_id):
        person_register(account_id=account_id, username=username)


def person_register(*, account_id: UUID, username: str) -> None:
    """Record a person's username until the profile is known: every profile replaces version 0."""
    person_update(account_id=account_id, username=username, display_name=username, version=0)


def person_update(*, account_id: UUID, username: str, display_name: str, version: int) -> None:
    """Store a profile's public name, unless a newer one is stored."""
    apply_if_newer(
        Person, key={"id": account_id}, version=version, values={"username": username, "display_name": display_name}
    )
