"""Which functions handle which events; filled when a service's ``consumers`` is imported."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from bus.lanes import Lane
from contracts import Event

EventType = TypeVar("EventType", bound=Event)
Handler = Callable[[EventType], None]

GroupHandler = Callable[[Sequence[EventType]], None]

_handlers: dict[str, list[Callable[[Sequence[Any]], None]]] = defaultdict(list)
_together: set[str] = set()
_lanes: dict[str, set[Lane]] = defaultdict(set)
_before_batches: list[Callable[[Sequence[Event]], object]] = []


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
        _handlers[event_class.type].append(partial(_each, handler))
        return handler

    return register


def handles_together(
    event_class: type[EventType], *, lane: Lane = Lane.EVENTS
) -> Callable[[GroupHandler[EventType]], GroupHandler[EventType]]:
    """Register the decorated function for all events of this class that a batch has, in the order of their arrival.

    As ``handles``, for events that are many: one statement can then be about all of them. One event may be in the
    batch in several versions; the handler compares them, too. When it fails, each event comes again alone, so that
    only the one that it fails for is retried.
    """

    def register(handler: GroupHandler[EventType]) -> GroupHandler[EventType]:
        _lanes[event_class.type].add(lane)
        _handlers[event_class.type].append(handler)
        _together.add(event_class.type)
        return handler

    return register


def on_batch(function: Callable[[Sequence[Event]], object]) -> Callable[[Sequence[Event]], object]:
    """Register the decorated function for every batch of several events, in its transaction, before the first handler.

    It takes the locks that the handlers need, in one order. Handlers that lock one after the other, each in the right
    order, lock in the order in which the events arrived: two workers whose batches overlap would deadlock.
    """
    _before_batches.append(function)
    return function


def begin_batch(events: Sequence[Event]) -> None:
    """Call the functions that are registered for batches."""
    for function in _before_batches:
        function(events)


def _each(handler: Handler[Any], events: Sequence[Any]) -> None:
    for event in events:
        handler(event)


def handlers_of(event_type: str) -> list[Callable[[Sequence[Any]], None]]:
    """Return the handlers of a type, in the order of their registration; none for a type without handlers.

    Each takes some events of the type.
    """
    return _handlers.get(event_type, [])


def are_handled_together(event_type: str) -> bool:
    """Return whether a handler of the type wants all events of a batch at once."""
    return event_type in _together


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
