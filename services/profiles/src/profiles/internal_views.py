"""Takes the pictures that people have registered with from the auth service."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from chassis.http.internal import internal_refusal
from chassis.http.problems import problem
from media import wire
from profiles.services.editing import avatar_take_over


@require_POST
def avatars(request: HttpRequest) -> HttpResponse:
    """Take ``{"account_id", "username", "picture"}``, as ``media.wire`` writes it; answers whether it is the avatar."""
    if (refused := internal_refusal(request)) is not None:
        return refused
    try:
        offered = _read(request)
    except (ValueError, KeyError, TypeError):
        return problem(400, "invalid", "This is no picture of an account.")
    return JsonResponse({"taken": avatar_take_over(**offered)})


def _read(request: HttpRequest) -> dict[str, Any]:
    """Return what is offered. Raises ValueError, KeyError or TypeError."""
    raw = request.read(wire.MAX_BYTES + 1)
    if len(raw) > wire.MAX_BYTES:
        raise ValueError("too large")
    body = json.loads(raw)
    picture = wire.from_json(body["picture"])
    return {"account_id": UUID(body["account_id"]), "username": str(body["username"]), "encoded": picture}
