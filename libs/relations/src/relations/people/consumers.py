"""Events with the names of people."""

from chassis.events.inbox import handles
from contracts.accounts import AccountRegistered
from contracts.profiles import ProfileUpdated
from relations.people.services import person_register, person_update


@handles(AccountRegistered)
def remember_person(event: AccountRegistered) -> None:
    """Know the person by the username until the profile says more."""
    person_register(account_id=event.account_id, username=event.username)


@handles(ProfileUpdated)
def rename_person(event: ProfileUpdated) -> None:
    """Take over the public card."""
    person_update(
        account_id=event.account_id,
        username=event.username,
        display_name=event.display_name,
        version=event.version,
    )
