"""One page of a list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Items, and the cursors of the pages after and before; None where there is no such page.

    An empty cursor leads to the first page.
    """

    results: list[T]
    next_cursor: str | None = None
    previous_cursor: str | None = None

    def map(self, convert: Callable[[list[T]], list[U]]) -> "Page[U]":
        """Return the page with all its items converted by one call, e.g. to look up data for all of them."""
        return replace(self, results=convert(self.results))  # type: ignore[arg-type, return-value]


Key = Any
"""The sort key of a list: a UUID or an integer, unique in the list."""
