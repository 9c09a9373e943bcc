"""Accepts new states of people that their owner offers."""

from collections.abc import Sequence

from contracts.profiles import ProfileUpdated
from relations.accepting import Accepted, accepting
from relations.people.consumers import rename_person


def _update(events: Sequence[ProfileUpdated]) -> None:
    for event in sorted(events, key=lambda each: each.account_id):
        rename_person(event)


ACCEPTED: Accepted = {ProfileUpdated.type: (ProfileUpdated, _update)}
states = accepting(ACCEPTED)
