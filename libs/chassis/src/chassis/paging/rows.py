"""Pages of a queryset, by key and never by offset."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from chassis.paging.page import Page
from chassis.paging.query import PageQuery

M = TypeVar("M", bound=Model)


def paginate(queryset: QuerySet[M], query: PageQuery, *, key: str = "id", newest_first: bool = True) -> Page[M]:
    """Return one page of a queryset that holds only what the viewer may see; one SQL query.

    ``key`` is a unique column, UUID or integer, that the list is sorted by; it needs an index.
    """
    is_backwards = bool(query.place and query.place.is_backwards)
    is_descending = newest_first != is_backwards
    if query.place:
        queryset = queryset.filter(**{f"{key}__{'lt' if is_descending else 'gt'}": query.place.key})
    rows = list(queryset.order_by(f"-{key}" if is_descending else key)[: query.limit + 1])
    has_more = len(rows) > query.limit
    rows = rows[: query.limit]
    if is_backwards:
        rows.reverse()
    return _page(rows, query, key=key, has_more=has_more, is_backwards=is_backwards)


def _page(rows: list[M], query: PageQuery, *, key: str, has_more: bool, is_backwards: bool) -> Page[M]:
    """Add the cursors: in the direction of travel if there is more, in the other if the request came from there."""
    if not rows:
        return Page(rows)
    has_next = is_backwards or has_more
    has_previous = has_more if is_backwards else query.place is not None
    return Page(
        rows,
        query.cursor(getattr(rows[-1], key)) if has_next else None,
        query.cursor(getattr(rows[0], key), is_backwards=True) if has_previous else None,
    )
