"""Changes of the people projection."""

from uuid import UUID

from chassis.events.projections import apply_if_newer
from contracts.profiles import ProfileUpdated
from personal_data.interface import erases
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
    card = {"username": username, "display_name": username, "avatar_path": "", "avatar_blurhash": ""}
    apply_if_newer(Person, key={"id": account_id}, version=0, values=card)


def person_update(event: ProfileUpdated) -> None:
    """Store the public card of a profile and what it hides, unless a newer one is stored."""
    card: dict[str, object] = {
        "username": event.username,
        "display_name": event.display_name,
        "avatar_path": event.avatar or "",
        "avatar_blurhash": event.avatar_blurhash or "",
    }
    for switch in ("hides_connections", "is_discoverable"):
        if (value := getattr(event, switch)) is not None:
            card[switch] = value
    apply_if_newer(Person, key={"id": event.account_id}, version=event.version, values=card)


@erases
def person_erase(account_id: UUID) -> bool:
    """Delete the card of an erased account: late events and rebuilds do not create it again."""
    Person.objects.filter(id=account_id).delete()
    return False
