"""The page that a request asks for."""

import re
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from rest_framework.request import Request

from chassis.errors import InvalidInput
from chassis.http.authentication import viewer_id
from chassis.http.paging import candidates, cursors
from chassis.http.paging.candidates import Fetch, Found
from chassis.http.paging.cursors import START, Place
from chassis.http.paging.page import Key, Page
from chassis.http.paging.stable_keys import is_stable, place_before, stable_before, tail

T = TypeVar("T")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
LOWEST, HIGHEST = UUID(int=0), UUID(int=2**128 - 1)
"""Below and above every key: where a list starts in ascending and in descending order."""
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class PageQuery:
    """How many items, and from which place; ``bound_to`` names the list and the viewer that cursors are made for."""

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

    @property
    def most(self) -> int:
        """Return how many visible items to look for beyond the place; some may have been shown already."""
        return self.limit + len(self.place.seen)

    def cursor(self, key: Key, *, is_backwards: bool = False) -> str:
        """Return the cursor for what comes after the item with this key, or before it."""
        return self._written(Place(key, is_backwards))

    def page_of(self, fetch: Fetch[T], *, newest_first: bool = False, spare: int = 0) -> Page[T]:
        """Return a full page of a list of candidates, some of which the viewer may not see.

        The first round of ``fetch`` is for ``spare`` candidates more than the page needs.
        """
        found = candidates.collect(fetch, place=self.place, limit=self.most, spare=spare)
        return self.page(found, newest_first=newest_first)

    def page(self, found: Found[T], *, newest_first: bool) -> Page[T]:
        """Return the page that was found beyond the place, with its cursors.

        ``previous`` of a page leads to the items just before it; on the first page these are the items that arrive
        later. An empty page has the same ``previous`` as the request, to ask again later; that of a newest-first list
        without items leads to all that arrive.
        """
        if self.place.is_backwards:
            return self._page_back(found, newest_first)
        # Forwards; only the first page of a newest-first list can miss fresh items.
        keys, items = [key for key, _ in found.items], [item for _, item in found.items]
        onwards = None if found.further is None else self.cursor(found.further)
        if not keys:
            is_new = newest_first and self.place == START
            return Page(items, onwards, self.cursor(LOWEST, is_backwards=True) if is_new else None)
        if self.place.key is not None or not newest_first or is_stable(keys[0]):
            return Page(items, onwards, self.cursor(keys[0], is_backwards=True))
        # Items with lower keys may still be committed: poll from a place older than the fresh ones, and list them as
        # shown.
        older, base = ([], stable_before(keys[-1])) if found.further is None else (keys[-1:], keys[-1])
        shown = keys[: len(keys) - len(older)][::-1]
        return Page(items, onwards, self._written(place_before(shown, base=base)))

    def _page_back(self, found: Found[T], newest_first: bool) -> Page[T]:
        """Return the page before a place: ``found`` has the nearest item first, the page has them in list order."""
        # The place may be behind items that were shown already: they were fetched again and are left out.
        new = [(key, item) for key, item in found.items if tail(key) not in self.place.seen]
        is_cut, new = len(new) > self.limit, new[: self.limit]
        keys = [key for key, _ in found.items]
        # ``further`` is the last key that was read, ``reached`` the last one that this page includes.
        further = new[-1][0] if is_cut else found.further
        reached = keys[: keys.index(further) + 1] if is_cut else keys
        onwards = self.cursor(new[0][0]) if new else "" if further is None else None
        # Fresh items are read again the next time; after a stable item none needs to be listed as shown.
        back = place_before(reached, base=self.place.key) if newest_first else Place(keys[-1] if keys else None, True)
        if further is not None and (is_stable(further) or not newest_first):
            back = Place(further, is_backwards=True)
        back = back if back.key is not None else self.place
        return Page([item for _, item in new][::-1], onwards, self._written(back))

    def _written(self, place: Place) -> str:
        return cursors.write(place, bound_to=self.bound_to)


def filters_of(request: Request) -> list[tuple[str, str]]:
    """Return the parameters that filter the list, in a fixed order."""
    return sorted((name, value) for name, value in _pairs(request) if name not in ("limit", "cursor"))


def _pairs(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.query_params.lists() for value in values]


def _limit(text: str) -> int:
    if not NUMBER.fullmatch(text) or not 1 <= int(text) <= MAX_LIMIT:
        fault = {"field": "limit", "code": "out_of_range", "detail": f"A number from 1 to {MAX_LIMIT}."}
        raise InvalidInput("The request is not valid.", errors=[fault])
    return int(text)
