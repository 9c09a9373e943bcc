"""Which page a request asks for."""

import re
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from rest_framework.request import Request

from chassis.authentication import viewer_id
from chassis.errors import InvalidInput
from chassis.paging import candidates, cursors
from chassis.paging.candidates import Fetch, Found
from chassis.paging.cursors import START, Place
from chassis.paging.page import Key, Page

T = TypeVar("T")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class PageQuery:
    """How many items, from where on; ``bound_to`` names the list and the viewer that cursors are made for."""

    limit: int
    place: Place
    bound_to: str

    @classmethod
    def of(cls, request: Request) -> "PageQuery":
        """Read ``limit`` and ``cursor`` of a request.

        Raises InvalidInput for a limit outside 1 to 100, and InvalidCursor for a cursor that was not made for this
        path, these filters and this viewer.
        """
        bound_to = f"{request.path}?{urlencode(filters_of(request))}#{viewer_id(request)}"
        cursor = request.query_params.get("cursor")
        place = cursors.read(cursor, bound_to=bound_to) if cursor is not None else START
        return cls(_limit(request.query_params.get("limit", str(DEFAULT_LIMIT))), place, bound_to)

    def cursor(self, key: Key, *, is_backwards: bool = False) -> str:
        """Return the cursor for what comes after the item with this key, or before it."""
        return cursors.write(Place(key, is_backwards), bound_to=self.bound_to)

    def page_of(self, fetch: Fetch[T]) -> Page[T]:
        """Return a full page of a list of candidates, some of which the viewer may not see."""
        return self.page(candidates.collect(fetch, place=self.place, limit=self.limit))

    def page(self, found: Found[T]) -> Page[T]:
        """Return the page that was found beyond the place, with its cursors.

        Whoever has read the first page goes backwards to what has arrived since, and from an empty page back to the
        same place, to ask again later.
        """
        keys, items = [key for key, _ in found.items], [item for _, item in found.items]
        is_end = found.further is None
        if not self.place.is_backwards:
            onwards = None if is_end else self.cursor(found.further)
            return Page(items, onwards, self.cursor(keys[0], is_backwards=True) if keys else None)
        furthest = keys[-1] if keys else self.place.key
        back = self.cursor(furthest if is_end else found.further, is_backwards=True)
        first_page = "" if is_end else None
        return Page(items[::-1], self.cursor(keys[0]) if keys else first_page, back)


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
