"""The event that begins an erasure, and the events that have no effect afterwards."""

from collections.abc import Sequence

from chassis.events.inbox import filters_events, handles
from contracts import Event
from contracts.accounts import ErasureRequested
from personal_data.selectors import erased_among
from personal_data.services import erasure_begin


@handles(ErasureRequested)
def begin_erasure(event: ErasureRequested) -> None:
    """Let the worker erase the account here."""
    erasure_begin(account_id=event.account_id, requested_at=event.requested_at)


@filters_events
def without_words_of_erased(events: Sequence[Event]) -> Sequence[Event]:
    """Leave out events with names or words of accounts that are erased here: late ones would create them again."""
    people = {person_id for event in events if (person_id := event.person_id)}
    erased = erased_among(people) if people else set()
    return [event for event in events if event.person_id not in erased]
