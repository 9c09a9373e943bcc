"""What a service exports for rebuilds of projections: selectors of its present state, by type of event."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from contracts import Event

MAX_LIMIT = 1000
"""The maximum number of events of one page."""


class Export(Protocol):
    """A selector of up to ``limit`` keys and events in the order of the keys, from the first key after ``after``."""

    def __call__(self, *, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
        """Return one page."""


EXPORTS: dict[str, Export] = {}


def exports(event_class: type[Event]) -> Callable[[Export], Export]:
    """Register the decorated selector as the export of all events of this class."""

    def register(selector: Export) -> Export:
        EXPORTS[event_class.type] = selector
        return selector

    return register
