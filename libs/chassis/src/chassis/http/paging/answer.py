"""A page as an answer."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from chassis.http.links import link_to
from chassis.http.paging.page import Page
from chassis.http.paging.query import filters_of

Shape = type[BaseSerializer] | Callable[[Any], Any]


def page_response(page: Page, shape: Shape, request: Request, **more: object) -> Response:
    """Answer a page: ``results``, ``next`` and ``previous``, and the same links in the ``Link`` header.

    ``shape`` is a serializer class, or a function that turns one item into what is shown; ``more`` stands beside them.
    """
    results = _shown(page.results, shape, request)
    links = {"next": _link(request, page.next_cursor), "previous": _link(request, page.previous_cursor)}
    header = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url)
    return Response({"results": results, **links, **more}, headers={"Link": header} if header else None)


def _shown(items: list, shape: Any, request: Request) -> list:
    if isinstance(shape, type) and issubclass(shape, BaseSerializer):
        return shape(items, many=True, context={"request": request}).data
    return [shape(item) for item in items]


def _link(request: Request, cursor: str | None) -> str | None:
    """Return the address of another page of the same list, or None."""
    if cursor is None:
        return None
    limit = [("limit", request.query_params["limit"])] if "limit" in request.query_params else []
    place = [("cursor", cursor)] if cursor else []
    return link_to(request.path, [*filters_of(request), *limit, *place])
