"""A page as an answer."""

from collections.abc import Callable
from typing import Any

from django.utils.encoding import escape_uri_path
from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.links import link_to
from chassis.http.output import Output
from chassis.http.paging.page import Page
from chassis.http.paging.query import filters_of

Shape = type[Output] | Callable[[Any], Any]


def page_response(page: Page, shape: Shape, request: Request, **more: object) -> Response:
    """Answer a page: ``results``, ``next`` and ``previous``, and the same links in the ``Link`` header.

    ``shape`` is an ``Output``, or a function that converts one item; ``more`` has further fields.
    """
    show: Any = getattr(shape, "shown", shape)
    results = [show(item) for item in page.results]
    links = {"next": _link(request, page.next_cursor), "previous": _link(request, page.previous_cursor)}
    header = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url)
    return Response({"results": results, **links, **more}, headers={"Link": header} if header else None)


def _link(request: Request, cursor: str | None) -> str | None:
    """Return the address of another page of the same list, or None."""
    if cursor is None:
        return None
    limit = [("limit", request.query_params["limit"])] if "limit" in request.query_params else []
    place = [("cursor", cursor)] if cursor else []
    return link_to(escape_uri_path(request.path), [*filters_of(request), *limit, *place])
