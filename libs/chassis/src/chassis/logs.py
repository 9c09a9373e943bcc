"""JSON lines on standard output; no bodies, headers, query strings, tokens, passwords or mail addresses."""

import logging.config
import re
import sys
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from structlog.types import EventDict, WrappedLogger

from chassis import context

SECRETS = re.compile(
    r"eyJ[\w-]{5,}\.[\w.-]+"  # JSON Web Tokens
    r"|(?i:bearer|token)\s+[\w.~+/-]{16,}=*"
    r"|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"  # mail addresses
    r"|(?i:(?<=password=)|(?<=://))[^\s:/@]*:[^\s/@]+(?=@)"  # user and password in a URL
)
# PostgreSQL quotes the offending row in these lines.
QUOTED_ROWS = re.compile(r"(DETAIL|CONTEXT|HINT|LINE \d+):.*")

log = structlog.get_logger(source="http")


def scrub(value: str) -> str:
    """Return the text without what must not be in a log."""
    return QUOTED_ROWS.sub(r"\1: …", SECRETS.sub("…", value))


def add_context(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Add the service and what is known about the work in hand."""
    event["service"] = settings.SERVICE
    current = context.current()
    if current:
        event["request_id"] = current.request_id
        event["trace_id"] = current.traceparent[3:35]
        if current.account_id:
            event["account_id"] = current.account_id
    return event


def scrub_event(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Remove secrets from every text of the line."""
    return {key: scrub(value) if isinstance(value, str) else value for key, value in event.items()}


SHARED: list[Any] = [
    add_context,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    scrub_event,
]


def configure(options: dict[str, str]) -> None:
    """Set up structlog and the standard library's logging; Django calls this with settings.LOGGING."""
    structlog.configure(
        processors=[*SHARED, structlog.processors.JSONRenderer(ensure_ascii=True)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(options["level"])),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(standard_logging(options["level"]))


def standard_logging(level: str) -> dict[str, Any]:
    """Return the configuration of the standard library's logging: the same lines, for libraries."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [
            structlog.stdlib.add_logger_name,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
        ],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Each request has its own line already, and these quote the address with its query.
            "django.request": {"filters": [], "level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            "pika": {"level": "WARNING"},
        },
    }


def access(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Write the line of an answered request: the path without its query."""
    log.info(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
    )
