"""JSON lines on standard output; no bodies, headers, query strings, tokens, passwords or mail addresses."""

import logging.config
import sys
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.log import CallbackFilter
from structlog.types import EventDict, WrappedLogger

from chassis import context, lines

PROBES = frozenset({"/livez", "/readyz", "/metrics"})
OK = 200

log = structlog.get_logger(source="http")


def work_in_hand() -> dict[str, Any]:
    """Return the fields that each line of a process has: the service, and the request or event it works on."""
    current = context.current()
    if current is None:
        return {"service": settings.SERVICE}
    known = {"service": settings.SERVICE, "request_id": current.request_id, "trace_id": current.traceparent[3:35]}
    return known | ({"account_id": current.account_id} if current.account_id else {})


def add_context(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Add the work in hand to a line of structlog's."""
    event.update(work_in_hand())
    return event


def scrub_event(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Remove secrets from every text of the line."""
    return {name: lines.scrub(value) if type(value) is str else value for name, value in event.items()}


class Formatter(lines.Formatter):
    """Lines of libraries, with the work in hand."""

    def context(self) -> dict[str, Any]:
        """Return the work in hand."""
        return work_in_hand()


def configure(options: dict[str, str]) -> None:
    """Set up structlog and the standard library's logging; Django calls this with settings.LOGGING."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            add_context,
            scrub_event,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(options["level"])),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(standard_logging(options["level"]))


def standard_logging(level: str) -> dict[str, Any]:
    """Return the configuration of the standard library's logging."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": Formatter}},
        "filters": {"has_traceback": {"()": CallbackFilter, "callback": lambda record: bool(record.exc_info)}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Each request has its own line already; what remains here are the tracebacks of 500s.
            "django.request": {"filters": ["has_traceback"]},
            "pika": {"level": "CRITICAL"},
        },
    }


def access(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Write the line of an answered request: the path without its query."""
    write = log.debug if request.path in PROBES and response.status_code == OK else log.info
    milliseconds = round(seconds * 1000, 1)
    write("request", method=request.method, path=request.path, status=response.status_code, ms=milliseconds)
