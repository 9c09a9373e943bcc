"""The endpoint at which a service accepts states that their owner offers over HTTP, as the events of the bus."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from chassis.database.deadlocks import retry_deadlocks
from chassis.http.internal import internal_refusal
from chassis.http.problems import problem
from contracts import Event

MAX_STATES = 100
Accepted = Mapping[str, tuple[type[Event], Callable[[Sequence[Any]], None]]]
"""By type, the events that are accepted, with their handlers, which are those for the bus."""


def accepting(accepted: Accepted) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view that accepts events of these types."""

    @require_POST
    def states(request: HttpRequest) -> HttpResponse:
        """Apply ``{"states": [{"type", "event"}]}``, each unless a newer one is known; answers how many were read."""
        if (refused := internal_refusal(request)) is not None:
            return refused
        try:
            events = _events(json.loads(request.body), accepted)
        except (ValueError, KeyError, TypeError, ValidationError):
            return problem(400, "invalid", f"There must be 1 to {MAX_STATES} states of relations.")
        retry_deadlocks(partial(_apply, events, accepted))
        return JsonResponse({"states": len(events)})

    return states


def _events(body: dict[str, list[dict[str, object]]], accepted: Accepted) -> list[Event]:
    given = body["states"]
    if not 1 <= len(given) <= MAX_STATES:
        raise ValueError("states")
    return [accepted[str(each["type"])][0].model_validate(each["event"]) for each in given]


@transaction.atomic
def _apply(events: list[Event], accepted: Accepted) -> None:
    for event_class, handler in accepted.values():
        if of_class := [event for event in events if isinstance(event, event_class)]:
            handler(of_class)
