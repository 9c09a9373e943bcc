"""Which functions handle which events; filled when a service's ``consumers`` is imported."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from contracts import Event

EventType = TypeVar("EventType", bound=Event)
Handler = Callable[[EventType], None]

_handlers: dict[str, list[Callable[[Any], None]]] = defaultdict(list)


def handles(event_class: type[EventType]) -> Callable[[Handler[EventType]], Handler[EventType]]:
    """Register the decorated function for every event of this class; an event may have several handlers.

    A handler runs in the transaction that also remembers the event, so it takes effect once. Events of one aggregate
    may come in any order: the handler compares versions (``chassis.projections.apply_if_newer``).
    """

    def register(handler: Handler[EventType]) -> Handler[EventType]:
        _handlers[event_class.type].append(handler)
        return handler

    return register


def handlers_of(event_type: str) -> list[Callable[[Any], None]]:
    """Return the handlers of a type, in the order of their registration; none for a type nobody handles."""
    return _handlers.get(event_type, [])


def handled_types() -> list[str]:
    """Return every type that this service handles, sorted: the routing keys its queue is bound with."""
    return sorted(_handlers)
