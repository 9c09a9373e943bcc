"""Answers what this service has of an account, page by page, to the service that makes exports."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from chassis.http.internal import internal_refusal
from chassis.http.problems import problem
from chassis.http.renderers import json_of
from personal_data.interface import held_here

PAGE = 500
FILES_AT_ONCE = 10


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Answer which collections there are: ``{"collections": [{"name", "about"}]}``."""
    if (refused := internal_refusal(request)) is not None:
        return refused
    kinds = held_here().collections()
    return _json({"collections": [{"name": name, "about": kind.about} for name, kind in kinds.items()]})


@require_GET
def collection(request: HttpRequest, account_id: UUID, name: str) -> HttpResponse:
    """Answer one page of a collection: ``{"results": [...], "next": the key to go on from or null}``."""
    if (refused := internal_refusal(request)) is not None:
        return refused
    kind = held_here().collections().get(name)
    if kind is None:
        return problem(404, "not_found", "There is no such collection here.")
    try:
        after = _after(request)
    except ValueError:
        return _bad_key()
    rows = kind.page(account_id=account_id, after=after, limit=PAGE)
    following = str(rows[-1][0]) if len(rows) == PAGE else None
    return _json({"results": [item for _, item in rows], "next": following})


@require_GET
def next_file(request: HttpRequest, account_id: UUID) -> HttpResponseBase:
    """Answer the first file behind a key, with its own key and its name as headers; 204 when there is none.

    Files that were deleted since they were listed are left out.
    """
    if (refused := internal_refusal(request)) is not None:
        return refused
    try:
        after = _after(request)
    except ValueError:
        return _bad_key()
    while rows := held_here().files(account_id=account_id, after=after, limit=FILES_AT_ONCE):
        for after, stored in rows:
            try:
                content = default_storage.open(stored.path)
            except FileNotFoundError:
                continue
            return FileResponse(content, headers={"Kith-Key": str(after), "Kith-Name": stored.name})
    return HttpResponse(status=204)


def _after(request: HttpRequest) -> UUID | None:
    return UUID(request.GET["after"]) if "after" in request.GET else None


def _bad_key() -> HttpResponse:
    return problem(400, "invalid", "after must be a UUID.")


def _json(body: object) -> HttpResponse:
    return HttpResponse(json_of(body), content_type="application/json")
