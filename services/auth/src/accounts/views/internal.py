"""What other services report over HTTP."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.errors import DeletionNotFound
from accounts.services.deletions import deletion_note
from chassis.http.internal import internal_refusal
from chassis.http.problems import problem, refusal
from manifest import UnknownService, service_named


@require_POST
def erasure(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Note that ``{"service"}`` has erased an account; it may be said again."""
    if (refused := internal_refusal(request)) is not None:
        return refused
    try:
        service = service_named(json.loads(request.body)["service"])
        deletion_note(account_id=account_id, service=service.name, now=timezone.now())
    except (ValueError, KeyError, TypeError, UnknownService):
        return problem(400, "invalid", "There must be the name of a service.")
    except DeletionNotFound as error:
        return refusal(error)
    return JsonResponse({})
