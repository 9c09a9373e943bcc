"""Local copies of other services' data: applied by version, rebuilt from their source."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import models

from chassis.events.guarded_upsert import upsert
from contracts import Event


@dataclass(frozen=True)
class Projection:
    """Tables that one kind of event fills, and the service that can export all those events again.

    ``source`` is the setting with the address of that service. ``models`` are all tables that its handlers write.
    Projections of one name are rebuilt together, in the order in which they are listed: objects and their deletions, or
    tables with several sources. If two sources name one row, the first has priority unless the second is newer.
    ``rows`` are the values that all its rows have in some columns, such as their kind; other rows of the tables do not
    belong to it, and its rebuild does not delete them. ``repair`` counts the rows again, in short transactions; it runs
    before and after a rebuild. ``states`` returns what one of its events says of a row of the first of ``models``, for
    ``audit``.
    """

    name: str
    event: type[Event]
    source: str
    models: list[type[models.Model]]
    rows: Mapping[str, str] = field(default_factory=dict)
    repair: Callable[[], object] | None = None
    states: Callable[[Any], "Versioned"] | None = None


@dataclass(frozen=True)
class Count:
    """A count that is stored beside the rows that it counts.

    ``differing`` returns the accounts or objects whose count is wrong; ``repair`` corrects them, in short transactions
    while the service runs, and returns them.
    """

    name: str
    differing: Callable[[], list[UUID]]
    repair: Callable[[], list[UUID]]


def all_counts() -> Iterator[Count]:
    """Yield the COUNTS of every installed app's ``projections`` module."""
    yield from _declared("COUNTS")


def all_projections() -> Iterator[Projection]:
    """Yield the PROJECTIONS of every installed app's ``projections`` module."""
    yield from _declared("PROJECTIONS")


def _declared(name: str) -> Iterator[Any]:
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.projections"):
            yield from getattr(import_module(f"{config.name}.projections"), name, [])


class Versioned(NamedTuple):
    """The state of one row in one version. ``key`` is the fields of the primary key or of one unique constraint."""

    key: dict[str, Any]
    version: int
    values: dict[str, Any]


class Applied(NamedTuple):
    """Whether a state was applied, and the row's previous ``values`` and ``version``; None when the row is new."""

    is_newer: bool
    before: dict[str, Any] | None


def apply_if_newer(model: type[models.Model], *, key: dict[str, Any], version: int, values: dict[str, Any]) -> Applied:
    """Create or change the row ``key`` unless it has this version or a higher one; one statement, the row stays locked.

    In a rebuild of the table the owner's export has priority: it corrects a row of the same version, and a row of any
    version that the owner names for the first time and that no event has changed since the rebuild began.

    ``key`` is the fields of the primary key or of one unconditional unique constraint; ``model`` has a ``version``.
    """
    (applied,) = apply_all_if_newer(model, [Versioned(key, version, values)])
    return applied


def apply_all_if_newer(model: type[models.Model], states: Sequence[Versioned]) -> list[Applied]:
    """Apply some states as ``apply_if_newer`` does each, in one statement; return what became of each, in their order.

    They have the same fields. If there are several states of one row, only the newest is applied, and the first if they
    have one version; for the others the state before is not known.
    """
    newest: dict[tuple[Any, ...], Versioned] = {}
    for state in states:
        known = newest.setdefault(tuple(state.key.values()), state)
        if known.version < state.version:
            newest[tuple(state.key.values())] = state
    results = {id(state): applied for state, applied in _apply(model, list(newest.values()))}
    return [results.get(id(state), Applied(is_newer=False, before=None)) for state in states]


def _apply(model: type[models.Model], states: list[Versioned]) -> Iterator[tuple[Versioned, Applied]]:
    """Apply states of different rows."""
    while states:
        key, names = tuple(states[0].key), ("version", *states[0].values)
        rows = [{**state.key, "version": state.version, **state.values} for state in states]
        again = []
        for state, row in zip(states, upsert(model, key, names, rows), strict=True):
            is_created, is_changed, is_found, *previous = row
            if is_created or is_found:
                before = dict(zip(names, previous, strict=True)) if is_found else None
                yield state, Applied(is_created or is_changed, before)
            else:
                again.append(state)
        states = again
