"""Which page a request asks for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from rest_framework.request import Request

from chassis.authentication import viewer_id
from chassis.errors import InvalidInput
from chassis.paging import candidates, cursors
from chassis.paging.cursors import Place
from chassis.paging.page import Key, Page

T = TypeVar("T")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class PageQuery:
    """How many items, from where on; ``bound_to`` names the list and the viewer that cursors are made for."""

    limit: int
    place: Place | None
    bound_to: str

    @classmethod
    def of(cls, request: Request) -> "PageQuery":
        """Read ``limit`` and ``cursor`` of a request.

        Raises InvalidInput for a limit outside 1 to 100, and InvalidCursor for a cursor that was not made for this
        path, these filters and this viewer.
        """
        bound_to = f"{request.path}?{urlencode(filters_of(request))}#{viewer_id(request)}"
        cursor = request.query_params.get("cursor")
        place = cursors.read(cursor, bound_to=bound_to) if cursor is not None else None
        return cls(_limit(request.query_params.get("limit", str(DEFAULT_LIMIT))), place, bound_to)

    def cursor(self, key: Key, *, is_backwards: bool = False) -> str:
        """Return the cursor for what comes after the item with this key, or before it."""
        return cursors.write(Place(key, is_backwards), bound_to=self.bound_to)

    def page_of(self, fetch: Callable[[Key | None, int], Sequence[tuple[Key, T | None]]]) -> Page[T]:
        """Return a full page of a list of candidates, some of which the viewer may not see.

        ``fetch(after_key, count)`` returns up to ``count`` candidates beyond a key, in order, as ``(key, item)``; the
        item is None when it is hidden. Fewer than ``count`` means that the list ends there. There is no way back.
        """
        after = self.place.key if self.place else None
        found = candidates.collect(fetch, after=after, limit=self.limit)
        return Page(found.items, self.cursor(found.next_key) if found.next_key is not None else None)


def filters_of(request: Request) -> list[tuple[str, str]]:
    """Return the parameters that choose what is in the list, in a fixed order."""
    return sorted((name, value) for name, value in _pairs(request) if name not in ("limit", "cursor"))


def _pairs(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.query_params.lists() for value in values]


def _limit(text: str) -> int:
    if not NUMBER.fullmatch(text) or not 1 <= int(text) <= MAX_LIMIT:
        fault = {"field": "limit", "code": "out_of_range", "detail": f"A number from 1 to {MAX_LIMIT}."}
        raise InvalidInput("The request is not valid.", errors=[fault])
    return int(text)
