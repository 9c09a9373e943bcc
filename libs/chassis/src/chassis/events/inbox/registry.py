"""Which functions handle which events; filled when a service's ``consumers`` is imported."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from bus.lanes import Lane
from contracts import Event

EventType = TypeVar("EventType", bound=Event)
Handler = Callable[[EventType], None]

_handlers: dict[str, list[Callable[[Any], None]]] = defaultdict(list)
_lanes: dict[str, set[Lane]] = defaultdict(set)


def handles(
    event_class: type[EventType], *, lane: Lane = Lane.EVENTS
) -> Callable[[Handler[EventType]], Handler[EventType]]:
    """Register the decorated function for every event of this class; an event may have several handlers.

    They must all be on one ``lane``: ``types_by_lane`` refuses a type that is on two.

    A handler runs in the transaction that also remembers the event, so it takes effect once. Events of one aggregate
    may come in any order: the handler compares versions (``chassis.events.projections.apply_if_newer``).
    """

    def register(handler: Handler[EventType]) -> Handler[EventType]:
        _lanes[event_class.type].add(lane)
        _handlers[event_class.type].append(handler)
        return handler

    return register


def handlers_of(event_type: str) -> list[Callable[[Any], None]]:
    """Return the handlers of a type, in the order of their registration; none for a type nobody handles."""
    return _handlers.get(event_type, [])


def types_by_lane() -> dict[Lane, list[str]]:
    """Return the types that this service handles, sorted, by lane: the routing keys that its queues are bound with.

    EVENTS is always among the lanes, BULK only if something is handled there. Raises ValueError, which stops a worker
    at its start, for a type that has handlers on both: an event is handled in one transaction.
    """
    twice = sorted(kind for kind, lanes in _lanes.items() if len(lanes) > 1)
    if twice:
        raise ValueError(f"handled on two lanes: {', '.join(twice)}")
    used = {Lane.EVENTS}.union(*_lanes.values())
    return {lane: sorted(kind for kind, lanes in _lanes.items() if lane in lanes) for lane in Lane if lane in used}
