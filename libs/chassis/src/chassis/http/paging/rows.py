"""Pages of a queryset, by key and never by offset."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from chassis.database.prepared import Prepared, types_of
from chassis.http.paging.candidates import Found
from chassis.http.paging.page import Page
from chassis.http.paging.query import HIGHEST, LOWEST, PageQuery

M = TypeVar("M", bound=Model)


def paginate(queryset: QuerySet[M], query: PageQuery, *, key: str = "id", newest_first: bool = True) -> Page[M]:
    """Return one page of a queryset of items that the viewer may see; one SQL query.

    ``key`` is a unique column, UUID or integer, that the list is sorted by; it needs an index.
    """
    place = query.place
    is_descending = newest_first != place.is_backwards
    if place.key is not None:
        queryset = _beyond(queryset, key, place.key, is_descending=is_descending)
    rows = list(queryset.order_by(f"-{key}" if is_descending else key)[: query.most + 1])
    return _page(rows, query, key, newest_first=newest_first)


class PreparedList(Generic[M]):
    """Decorates a function that returns a queryset; then it returns pages of it in one SQL query.

    ``key`` is a unique column of UUIDs that the list is sorted by. The function's parameters are those of ``Prepared``.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], key: str = "id") -> None:
        def towards(*, is_descending: bool) -> Prepared:
            def rows(*parameters: Any) -> QuerySet[M]:
                *values, place, most = parameters
                beyond = _beyond(build(*values), key, place, is_descending=is_descending)
                return beyond.order_by(f"-{key}" if is_descending else key)[:most]

            return Prepared(rows, [*types_of(build), UUID, int])

        self._key, self._older, self._newer = key, towards(is_descending=True), towards(is_descending=False)

    def __call__(self, *values: Any, query: PageQuery, newest_first: bool = True) -> Page[M]:
        """Return the page that ``query`` asks for."""
        is_descending = newest_first != query.place.is_backwards
        read, start = (self._older, HIGHEST) if is_descending else (self._newer, LOWEST)
        rows = read(*values, query.place.key or start, query.most + 1)
        return _page(rows, query, self._key, newest_first=newest_first)


def _beyond(queryset: QuerySet[M], key: str, place: Any, *, is_descending: bool) -> QuerySet[M]:
    return queryset.filter(**{f"{key}__{'lt' if is_descending else 'gt'}": place})


def _page(rows: list[M], query: PageQuery, key: str, *, newest_first: bool) -> Page[M]:
    found = [(getattr(row, key), row) for row in rows[: query.most]]
    return query.page(Found(found, found[-1][0] if len(rows) > query.most else None), newest_first=newest_first)
