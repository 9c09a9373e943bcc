"""Events with the names of people."""

from chassis.events.inbox import handles
from contracts.accounts import AccountRegistered
from contracts.profiles import ProfileUpdated
from relations.people.services import person_register, person_update


@handles(AccountRegistered)
def remember_person(event: AccountRegistered) -> None:
    """Store the person with the username, until the profile's event arrives."""
    person_register(account_id=event.account_id, username=event.username)


@handles(ProfileUpdated)
def rename_person(event: ProfileUpdated) -> None:
    """Store the public name of the profile."""
    person_update(event)
