"""Changes of the people projection."""

from uuid import UUID

from chassis.people.models import Person
from chassis.projections import apply_if_newer


def person_ensure(account_id: UUID, username: str) -> None:
    """Make sure that the caller of a request is known here, even when the registration has not arrived yet.

    Changes nothing when the person is known: version 0 gives way to every profile.
    """
    Person.objects.bulk_create(
        [Person(id=account_id, username=username, display_name=username, version=0)], ignore_conflicts=True
    )


def person_update(*, account_id: UUID, username: str, display_name: str, version: int) -> None:
    """Take over a profile's public card, unless a newer one is here."""
    apply_if_newer(
        Person, key={"id": account_id}, version=version, values={"username": username, "display_name": display_name}
    )
