"""The context of the request or event being handled: request id, trace, account. Logs and events read it here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID, uuid4

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
TRACE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")
TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(slots=True)
class Context:
    """The request or event that this thread is handling.

    ``public_url`` is the URL by which the client reached the gateway. ``account_id`` is filled when the token has been
    checked; ``emitted`` holds id and type of each event.
    """

    request_id: str
    traceparent: str
    account_id: str = field(default="")
    public_url: str = field(default="")
    emitted: list[tuple[UUID, str]] = field(default_factory=list)


_current: ContextVar[Context | None] = ContextVar("chassis_context", default=None)


def current() -> Context | None:
    """Return the context of this thread, or None outside requests and events."""
    return _current.get()


def emitted() -> list[tuple[UUID, str]]:
    """Return id and type of each event that was emitted in this context, in their order."""
    context = _current.get()
    return context.emitted if context else []


def note_emitted(event_id: UUID, event_type: str) -> None:
    """Record an event that was emitted in this context; outside of requests and events it is not needed."""
    context = _current.get()
    if context:
        context.emitted.append((event_id, event_type))


def current_traceparent() -> str:
    """Return the W3C trace context for what this thread sends on, or an empty string."""
    context = _current.get()
    return context.traceparent if context else ""


def current_request_id() -> str:
    """Return the id of the request that caused this thread's work, or an empty string."""
    context = _current.get()
    return context.request_id if context else ""


@contextmanager
def working_on(*, request_id: str = "", traceparent: str = "") -> Iterator[Context]:
    """Make a context for other work than a request, e.g. the handling of an event; malformed values are replaced."""
    context = make_context(request_id, traceparent)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def make_context(request_id: str, traceparent: str) -> Context:
    """Return a context with these values, or new ones where they are missing or malformed.

    The trace id of a new trace is the request id when it has that form, so that one search finds both.
    """
    if not REQUEST_ID.fullmatch(request_id):
        request_id = uuid4().hex
    if not TRACEPARENT.fullmatch(traceparent):
        trace_id = request_id if TRACE_ID.fullmatch(request_id) else uuid4().hex
        traceparent = f"00-{trace_id}-{uuid4().hex[:16]}-01"
    return Context(request_id, traceparent)
