"""The exports for rebuilds of projections in other services: the present state as events, page by page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from chassis.events.exports import EXPORTS, MAX_LIMIT
from chassis.events.outbox.epochs import in_present_epoch, version_floor
from chassis.http.internal import internal_refusal
from chassis.http.problems import problem


@require_GET
def export(request: HttpRequest, event_type: str) -> HttpResponse:
    """Answer one page of an export: ``{"results": [{"key", "event"}], "next": key or null}``."""
    if (refused := internal_refusal(request)) is not None:
        return refused
    if event_type not in EXPORTS:
        return problem(404, "not_found", "Nothing of this type is exported here.")
    try:
        after, limit = _page_of(request)
    except ValueError:
        return problem(400, "invalid", f"after must be a UUID and limit a number from 1 to {MAX_LIMIT}.")
    rows = EXPORTS[event_type](after=after, limit=limit)
    floor = version_floor()
    results = [{"key": str(key), "event": in_present_epoch(event, floor)} for key, event in rows]
    return JsonResponse({"results": results, "next": results[-1]["key"] if len(rows) == limit else None})


def _page_of(request: HttpRequest) -> tuple[UUID | None, int]:
    after, limit = request.GET.get("after", ""), int(request.GET.get("limit", "500"))
    if not 1 <= limit <= MAX_LIMIT:
        raise ValueError("limit")
    return (UUID(after) if after else None), limit


urlpatterns = [path("internal/export/<str:event_type>/", export)]
