"""The only Django middleware: applied to every request, whatever answers it."""

from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import SAFE_METHODS

from chassis.events import causality
from chassis.http import http_caching, links
from chassis.observability import logs, metrics
from chassis.observability.context import Context, working_on

log = structlog.get_logger(source="http")

BAD_REQUEST = 400  # from here on the changes have been rolled back
BODILESS = (204, 304)  # have no body, and by RFC 9110 no Content-Length


def request_context(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django middleware: gives each request its context, its line in the log and its place in the metrics."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        meta = request.META
        with working_on(
            request_id=meta.get("HTTP_X_REQUEST_ID", ""), traceparent=meta.get("HTTP_TRACEPARENT", "")
        ) as context:
            context.public_url = links.public_url_of(request)
            response = get_response(request)
            _finish(request, response, context)
            _observe(request, response, perf_counter() - started)
            return response

    return middleware


def _observe(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Count and log an answered request. An error here must not replace the answer to a committed change."""
    try:
        metrics.observe_request(request, response, seconds)
        logs.access(request, response, seconds)
    except Exception:  # such as a full /dev/shm, where the counters are
        log.exception("a request was answered and not observed")


def _is_first_answer_to_a_write(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a write has no token yet; a replayed answer brings its own."""
    return request.method not in SAFE_METHODS and causality.HEADER not in response.headers


def _finish(request: HttpRequest, response: HttpResponse, context: Context) -> None:
    """Set the headers that every answer has, and the token of what a write has emitted."""
    headers = response.headers
    if response.status_code < BAD_REQUEST and (context.emitted or _is_first_answer_to_a_write(request, response)):
        headers[causality.HEADER] = causality.token_of(context.emitted)
    headers["X-Request-ID"] = context.request_id
    http_caching.mark(request, response)
    if not response.streaming and response.status_code not in BODILESS:
        headers["Content-Length"] = str(len(response.content))
