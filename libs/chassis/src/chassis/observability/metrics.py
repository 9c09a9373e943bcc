"""What a service counts: requests, lost log lines, reads after writes."""

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram

from runtime.metrics import exposition

REQUEST_SECONDS = Histogram(
    "http_request_seconds",
    "Time to answer a request, by route",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
LOG_LINES_DROPPED = Counter("log_lines_dropped", "Log lines lost because nobody read them")
READS_AFTER_WRITES = Counter("reads_after_writes", "Reads that waited for events of a write, by outcome", ["outcome"])
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Count an answered request. Labels have values of fixed sets, never text of a client."""
    match = request.resolver_match
    method = request.method if request.method in METHODS else "other"
    REQUEST_SECONDS.labels(method, match.route if match else "", response.status_code).observe(seconds)


def scrape(request: HttpRequest) -> HttpResponse:
    """Answer the metrics; the gateway does not route here."""
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
