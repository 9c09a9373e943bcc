"""Sets up structlog and the standard library's logging: JSON lines on standard error, without secrets."""

import logging
from collections.abc import Callable
from typing import Any

import structlog
from structlog.types import EventDict, WrappedLogger

from runtime import lines
from runtime.output import LineWriter


def configure(level: str, *, writer: LineWriter, fields: Callable[[], dict[str, Any]]) -> None:
    """Write every line with ``writer``, with what ``fields`` returns at that moment.

    Loggers are made with ``structlog.get_logger(source="relay")``; a positional name would be ignored.
    """

    def add_fields(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
        event.update(fields())
        return event

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            add_fields,
            scrub_event,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(writer),  # type: ignore[arg-type]  # it calls write and flush only
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=level, handlers=[lines.Handler(writer, fields)], force=True)
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # the code that uses it logs its exceptions


def scrub_event(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Remove secrets from every text of the line."""
    return {name: lines.scrub(value) if type(value) is str else value for name, value in event.items()}
