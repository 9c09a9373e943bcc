"""The register of fault cases: an id, a sentence, and the function that breaks something."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.world import World

CASES: dict[str, "Case"] = {}
"""Every case by its id, filled when the modules of ``tests.faults.cases`` are imported."""


@dataclass(frozen=True)
class Case:
    """One way to break the stack. ``is_quick`` cases belong to `make test`."""

    id: str
    title: str
    run: Callable[[World], None]
    is_quick: bool = False


def case(identity: str, title: str, *, is_quick: bool = False) -> Callable[[Callable[[World], None]], Case]:
    """Register a function as a fault case. Raises ValueError for an id that is taken."""

    def register(function: Callable[[World], None]) -> Case:
        if identity in CASES:
            raise ValueError(f"two cases are called {identity}")
        CASES[identity] = Case(identity, title, function, is_quick)
        return CASES[identity]

    return register
