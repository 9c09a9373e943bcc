"""Reads of the people projection."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from chassis.database.prepared import Prepared, listed
from chassis.http.account_paths import Account
from relations.audience import may_see_account
from relations.people.errors import AccountNotFound
from relations.people.models import Person


@Prepared
def _known(account_id: UUID) -> QuerySet:
    return Person.objects.filter(id=account_id).values_list("id")


def person_is_known(account_id: UUID) -> bool:
    """Return whether an account is known here."""
    return bool(_known(account_id))


def hides_connections(*, account_id: UUID, viewer_id: UUID | None) -> bool:
    """Return whether only the account itself may see its connections.

    Raises AccountNotFound unless the account is known here and the viewer may see it. It reads one row.
    """
    if viewer_id is None:
        found = list(Person.objects.filter(may_see_account(None), id=account_id).values_list("hides_connections"))
    else:
        found = _hiding(account_id, viewer_id)
    if not found:
        raise AccountNotFound
    return bool(found[0][0])


@Prepared
def _hiding(account_id: UUID, viewer_id: UUID) -> QuerySet:
    return Person.objects.filter(may_see_account(viewer_id), id=account_id).values_list("hides_connections")


def account_check(*, account_id: UUID, viewer_id: UUID | None) -> None:
    """Raise AccountNotFound unless the account is known here and the viewer may see it; one query."""
    hides_connections(account_id=account_id, viewer_id=viewer_id)


def people_by_id(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return the known people among ``ids``, in one query; ids that are not known here are left out."""
    return {person.id: person for person in _people(list(set(ids)))}


@Prepared
def _people(ids: list[UUID]) -> QuerySet[Person]:
    return Person.objects.filter(id__in=listed(ids))


def account_id_of(account: Account) -> UUID:
    """Return the id of the account in an address.

    Raises AccountNotFound for a username that no known account has. An id is returned unchanged: the caller must check
    whether the account exists.
    """
    if isinstance(account, UUID):
        return account
    # Names are never given to another account, so one account has it; after a restore from a backup, use the newer one.
    found = Person.objects.filter(username=account).order_by("-id").values_list("id", flat=True).first()
    if found is None:
        raise AccountNotFound
    return found


def visible_account_id_of(account: Account, *, viewer_id: UUID | None) -> UUID:
    """Return the same; raises AccountNotFound also for the username of an account that the viewer may not see."""
    account_id = account_id_of(account)
    if not isinstance(account, UUID):
        account_check(account_id=account_id, viewer_id=viewer_id)
    return account_id


def card(person: Person) -> dict[str, object]:
    """Return what ``AuthorOut`` is made of: how a person is shown beside a post or an act. It contains no host."""
    return {
        "id": str(person.id),
        "username": person.username,
        "display_name": person.display_name,
        "avatar": person.avatar,
    }
