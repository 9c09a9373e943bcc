"""Pages of a queryset, by key and never by offset."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from chassis.http.paging.candidates import Found
from chassis.http.paging.page import Page
from chassis.http.paging.query import PageQuery

M = TypeVar("M", bound=Model)


def paginate(queryset: QuerySet[M], query: PageQuery, *, key: str = "id", newest_first: bool = True) -> Page[M]:
    """Return one page of a queryset that holds only what the viewer may see; one SQL query.

    ``key`` is a unique column, UUID or integer, that the list is sorted by; it needs an index.
    """
    place = query.place
    is_descending = newest_first != place.is_backwards
    if place.key is not None:
        queryset = queryset.filter(**{f"{key}__{'lt' if is_descending else 'gt'}": place.key})
    rows = list(queryset.order_by(f"-{key}" if is_descending else key)[: query.most + 1])
    found = [(getattr(row, key), row) for row in rows[: query.most]]
    return query.page(Found(found, found[-1][0] if len(rows) > query.most else None), newest_first=newest_first)
