"""JSON lines on standard error; no bodies, headers, query strings, tokens, passwords or mail addresses."""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

import runtime.logs
from chassis.observability import context, metrics
from runtime.lines import scrub
from runtime.output import LineWriter

PROBES = frozenset({"/livez", "/readyz", "/metrics"})
OK = 200

_writer: LineWriter | None = None
"""The output of ``write_lines``; None when the log level excludes its lines."""


def work_in_hand() -> dict[str, Any]:
    """Return the fields that each line of a process has: the service, and the request or event being handled."""
    current = context.current()
    if current is None:
        return {"service": settings.SERVICE_NAME}
    known = {"service": settings.SERVICE_NAME, "request_id": current.request_id, "trace_id": current.traceparent[3:35]}
    return known | ({"account_id": current.account_id} if current.account_id else {})


def configure(options: dict[str, str]) -> None:
    """Set up logging; Django calls this with settings.LOGGING."""
    global _writer
    writer = LineWriter(on_drop=metrics.LOG_LINES_DROPPED.inc)
    _writer = writer if logging.getLevelName(options["level"]) <= logging.INFO else None
    runtime.logs.configure(options["level"], writer=writer, fields=work_in_hand)
    # Each request has its own line already; these loggers only write the tracebacks of 500s.
    logging.getLogger("django.request").addFilter(lambda record: bool(record.exc_info))


def write_lines(lines: Iterable[Mapping[str, Any]]) -> None:
    """Write many lines of level info in one write.

    Their fields must not contain text from outside. They bypass structlog, which costs more than some of the work that
    the lines are about.
    """
    if _writer is None:
        return
    common = {"level": "info", "timestamp": datetime.now(UTC).isoformat(), "service": settings.SERVICE_NAME}
    _writer.write("".join(json.dumps({**line, **common}) + "\n" for line in lines))


def access(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Write the line of a request that was answered, without the query; none for a probe that succeeded."""
    if request.path in PROBES and response.status_code == OK and settings.LOG_LEVEL != "DEBUG":
        return
    line = {"method": request.method, "path": scrub(request.path), "status": response.status_code}
    write_lines([{"source": "http", "event": "request", **line, "ms": round(seconds * 1000, 1), **work_in_hand()}])
