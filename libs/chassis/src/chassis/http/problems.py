"""Every refusal as an RFC 9457 problem document: of a service, of DRF, or of Django before any view."""

import json
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import Resolver404
from redis.exceptions import RedisError
from rest_framework import exceptions

from chassis.database import connection as db
from chassis.errors import HIDDEN, DomainError, TokenMissing, Unavailable
from chassis.http.links import link_to
from chassis.observability import context

log = structlog.get_logger(source="problems")

CONTENT_TYPE = "application/problem+json; charset=utf-8"

# The exceptions of DRF and Django, as code and sentence; their own texts may quote the input.
KNOWN: dict[type[Exception], tuple[int, str, str]] = {
    exceptions.ParseError: (400, "malformed", "The body cannot be read."),
    exceptions.PermissionDenied: (403, "forbidden", "You may not do this."),
    PermissionDenied: (403, "forbidden", "You may not do this."),
    exceptions.NotFound: (404, "not_found", HIDDEN),
    Http404: (404, "not_found", HIDDEN),
    exceptions.MethodNotAllowed: (405, "method_not_allowed", "This address does not support this method."),
    exceptions.NotAcceptable: (406, "not_acceptable", "Answers are JSON only."),
    RequestDataTooBig: (413, "too_large", "The body is too large."),
    UnreadablePostError: (400, "malformed", "The body cannot be read."),
    TooManyFieldsSent: (400, "malformed", "The request cannot be read."),
    TooManyFilesSent: (400, "malformed", "The request cannot be read."),
}


def in_words(code: str) -> str:
    """Return the title of a code, e.g. "Rate limited" of ``rate_limited``; ``gateway.problems`` has the same rule."""
    return code.replace("_", " ").capitalize()


def problem(
    status: int, code: str, detail: str, *, errors: list[dict] | None = None, headers: Any = None
) -> HttpResponse:
    """Return a problem document. ``errors`` lists the faults of fields: ``{"field", "code", "detail"}``."""
    current = context.current()
    body = {
        "type": link_to(f"/problems/{code}"),
        "title": in_words(code),
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": current.request_id if current else uuid4().hex,
    }
    if errors is not None:
        body["errors"] = errors
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers)


def problem_of(error: Exception) -> HttpResponse | None:
    """Return the problem document for an exception, or None for an internal error, which is a 500."""
    if isinstance(error, exceptions.NotAuthenticated):
        error = TokenMissing()
    if db.is_outage(error) or isinstance(error, RedisError):
        log.warning("outage", cause=f"{type(error).__name__}: {error}".splitlines()[0])
        error = Unavailable()
    if isinstance(error, DomainError):
        return refusal(error)
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "invalid", "The request is not valid.", errors=list(faults(error.detail)))
    for known, (status, code, detail) in KNOWN.items():
        if isinstance(error, known):
            return problem(status, code, detail)
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, error.default_code, str(error.default_detail))
    return None


def refusal(error: DomainError) -> HttpResponse:
    """Return the problem document for a refusal."""
    return problem(error.status, error.code, error.detail, errors=error.errors, headers=error.headers)


def unavailable() -> HttpResponse:
    """Return the answer while something is unavailable."""
    return refusal(Unavailable())


def faults(detail: Any, path: str = "") -> Iterator[dict]:
    """Flatten DRF's nested errors into ``{"field": "a.0.b", "code", "detail"}``; a fault of the whole has none."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from faults(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            is_leaf = isinstance(inner, str)
            yield from faults(inner, path if is_leaf else f"{path}.{index}".lstrip("."))
    else:
        yield {"field": path or None, "code": detail.code, "detail": str(detail)}


def exception_handler(error: Exception, drf_context: dict[str, Any]) -> HttpResponse | None:
    """Answer what a DRF view raised; a body of another form is refused with those that the view takes."""
    parsers = drf_context["view"].parser_classes
    if isinstance(error, exceptions.UnsupportedMediaType):
        accepted = " or ".join(parser.accepts for parser in parsers)
        return problem(415, "unsupported_media_type", f"Send {accepted}, not compressed.")
    if isinstance(error, exceptions.ParseError):
        readable = " or ".join(parser.readable for parser in parsers)
        return problem(400, "malformed", f"The body cannot be read: it has to be {readable}.")
    return problem_of(error)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refuses."""
    return problem_of(exception) or problem(400, "malformed", "The request cannot be read.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django does not permit."""
    return problem(403, "forbidden", "You may not do this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist, as the gateway does."""
    if isinstance(exception, Resolver404):
        return problem(404, "unknown_address", "There is no such address.")
    return problem(404, "not_found", HIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an exception outside of DRF: 503 when something is unavailable, else 500. Django has logged it."""
    error = sys.exc_info()[1]
    known = problem_of(error) if isinstance(error, Exception) else None
    return known or problem(500, "internal", "Something went wrong here. The request id finds it in our logs.")
