"""Compares projections with what their owners export, while the service runs; it changes nothing of theirs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from chassis.events.projections import Projection, Versioned, all_projections
from chassis.events.rebuild_snapshot import mark_seen, snapshot, unseen
from chassis.events.rebuilding import CHUNK, pages_of, versioned_tables
from runtime.waiting import becomes_true

KINDS = ("missing", "older", "different", "unknown")
EXAMPLES = 10
"""How many keys of a kind of difference are kept."""
PATIENT_WITH = 1000
"""How many rows are waited for; if more are late, they are not about to arrive."""

State = tuple[type[models.Model], Versioned]


@dataclass
class Findings:
    """How a projection differs from its owner's export: how many rows, and the keys of the first of them.

    ``missing`` rows are named by the owner only, ``unknown`` ones are here only; ``older`` ones are here in a lower
    version, ``different`` ones in the same version with other values.
    """

    checked: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, keys: Sequence[Any], count: int | None = None) -> None:
        """Add rows that differ in one way; ``keys`` may be fewer than they are."""
        self.differing[kind] += len(keys) if count is None else count
        kept = self.examples.setdefault(kind, [])
        kept += [str(key) for key in keys[: EXAMPLES - len(kept)]]


def audit(name: str, *, patience_seconds: float) -> Findings:
    """Compare the projections of a name with their owners' exports, page by page.

    Events may be on their way: what is missing or older is read again until it has arrived, for ``patience_seconds`` at
    most. Raises requests.RequestException when a source does not answer.
    """
    projections = [each for each in all_projections() if each.name == name and each.states]
    findings, late = Findings(), list[State]()
    with snapshot(versioned_tables(projections)):
        for model, states in _exported(projections):
            findings.checked += len(states)
            late += _compare(model, states, findings)
            _note(late[PATIENT_WITH:], findings)
            del late[PATIENT_WITH:]
        for model in versioned_tables(projections):
            findings.note("unknown", *unseen(model, EXAMPLES))
    _note(_still_late(late, patience_seconds), findings)
    return findings


def _exported(projections: Sequence[Projection]) -> Iterator[tuple[type[models.Model], list[Versioned]]]:
    for projection in projections:
        for page in pages_of(projection):
            for start in range(0, len(page), CHUNK):
                if projection.states:
                    yield projection.models[0], [projection.states(event) for event in page[start : start + CHUNK]]


def _compare(model: type[models.Model], states: Sequence[Versioned], findings: Findings) -> list[State]:
    """Return the states that are newer than the rows; note the rows that differ in the same version."""
    rows = _rows(model, states)
    mark_seen(model, [row.pk for row in rows.values()])
    late = []
    for state in states:
        row = rows.get(tuple(state.key.values()))
        if row is None or row.version < state.version:
            late.append((model, state))
        elif row.version == state.version and any(getattr(row, name) != value for name, value in state.values.items()):
            findings.note("different", [_key(state)])
    return late


def _rows(model: type[models.Model], states: Sequence[Versioned]) -> dict[tuple[Any, ...], Any]:
    names = list(states[0].key)
    wanted = reduce(or_, (Q(**state.key) for state in states))
    found = model._default_manager.filter(wanted)
    return {tuple(getattr(row, name) for name in names): row for row in found}


def _still_late(late: list[State], patience_seconds: float) -> list[State]:
    """Read rows again until they have arrived; return those that have not in time. A worker writes them."""

    def have_arrived() -> bool:
        late[:] = [(model, state) for model, state in late if _version(model, state) < state.version]
        return not late

    becomes_true(have_arrived, seconds=patience_seconds)
    return late


def _note(late: Sequence[State], findings: Findings) -> None:
    for model, state in late:
        findings.note("missing" if _version(model, state) < 0 else "older", [_key(state)])


def _version(model: type[models.Model], state: Versioned) -> int:
    found = model._default_manager.filter(**state.key).values_list("version", flat=True).first()
    return -1 if found is None else found


def _key(state: Versioned) -> str:
    return " ".join(map(str, state.key.values()))
