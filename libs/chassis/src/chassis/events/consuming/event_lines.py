"""One log line for each settled event; the request id in it finds the effects of a request in all services."""

import re
from collections.abc import Iterable
from typing import Any

from bus.lanes import Lane
from bus.messages import Incoming
from chassis.events.inbox.results import HandlingResult
from chassis.observability import logs
from chassis.observability.context import REQUEST_ID

NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""The form of types and ids; anything else that a malformed message has instead is not logged."""


def write_event_lines(settled: Iterable[tuple[Incoming, HandlingResult]], lane: Lane) -> None:
    """Write type, event id, request id, outcome and milliseconds of each message; no data of the event.

    ``ms`` is the time of its handlers; the commit belongs to the whole batch.
    """
    logs.write_lines(_fields(message.headers, result, lane) for message, result in settled)


def _fields(headers: dict[str, Any], result: HandlingResult, lane: Lane) -> dict[str, Any]:
    fields = {
        "source": "consumer",
        "event": "event",
        "lane": lane.value,
        "type": _known(headers.get("ce-type"), NAME),
        "event_id": _known(headers.get("ce-id"), NAME),
        "request_id": _known(headers.get("ce-requestid"), REQUEST_ID),
        "outcome": result.outcome.value,
        "ms": round(result.milliseconds, 1),
    }
    return fields | ({"reason": result.reason} if result.reason else {})


def _known(value: object, form: re.Pattern[str]) -> str:
    return value if isinstance(value, str) and form.fullmatch(value) else ""
