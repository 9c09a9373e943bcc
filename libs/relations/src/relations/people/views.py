"""Accepts new states of people that their owner offers."""

from collections.abc import Sequence

from contracts.profiles import ProfileUpdated
from relations.people.consumers import rename_person
from relations.taking import Taken, taking


def _update(events: Sequence[ProfileUpdated]) -> None:
    for event in sorted(events, key=lambda each: each.account_id):
        rename_person(event)


TAKEN: Taken = {ProfileUpdated.type: (ProfileUpdated, _update)}
states = taking(TAKEN)
