"""Events that are to have no effect here, although there are handlers: libraries say which."""

from collections.abc import Callable, Sequence

from contracts import Event

Filter = Callable[[Sequence[Event]], Sequence[Event]]

_filters: list[Filter] = []


def filters_events(function: Filter) -> Filter:
    """Register the decorated function: it returns those of some events that may have an effect.

    It is called in the transaction of the events, and in rebuilds. The others are recorded as handled.
    """
    _filters.append(function)
    return function


def with_effect(events: Sequence[Event]) -> Sequence[Event]:
    """Return those of some events that every registered function lets through, in their order."""
    for function in _filters:
        events = function(events)
    return events
