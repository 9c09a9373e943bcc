"""What every answer must be, whatever was asked: the global rule of the catalogue."""

import re
import statistics
import time
from collections.abc import Callable

import httpx

from runtime.thoroughness import rounds
from tests.e2e.problems import anonymous_body, assert_problem
from tests.e2e.waiting import eventually
from tests.gateway.problems import assert_guarded

OUR_INSIDES = re.compile(
    r"Traceback|File \"|\bSELECT\b|\bINSERT\b|psycopg|PostgreSQL|[Rr]abbit|[Rr]edis\b|/work/|/usr/|/var/|/dev/shm"
    r"|\.py\b|[Dd]jango|gunicorn|[Pp]ython|nginx/|<html|127\.0\.0\.1:2\d{4}"
)
"""Text that reveals code, statements, paths, versions or addresses behind the gateway; refusals quote no request."""

PER_REQUEST = {"x-request-id", "date", "retry-after", "connection"}
"""Headers that differ between two equal answers; nginx closes a connection after 10,000 of them."""
TRIES = rounds(40, 200)
DIFFERENCE_MS = 5
"""By how much the medians of as many requests may differ where the time must not show what is hidden."""


def check(response: httpx.Response) -> httpx.Response:
    """Check the global rule: security headers, no 5xx of our own, and refusals that are problem documents and reveal
    nothing.
    """
    assert_guarded(response)
    assert response.status_code != 500, response.text
    if response.status_code >= 400:
        if _method(response) != "HEAD":
            assert_problem(response)
        assert not OUR_INSIDES.search(response.text.replace(_type_of(response), "")), response.text
        assert response.headers["Cache-Control"] == "private, no-store"
    return response


def check_hook(response: httpx.Response) -> None:
    """Check every answer that a client gets."""
    response.read()
    check(response)


def assert_401(response: httpx.Response | None) -> None:
    """Check that a token was refused, and that the answer says no more than what the client is to do."""
    assert response is not None, "hung up without an answer"
    assert_problem(response, 401)
    code = response.json()["code"]
    assert code in ("token_missing", "token_invalid", "token_expired", "session_ended")
    assert (response.headers["WWW-Authenticate"] == "Bearer") == (code == "token_missing")
    assert "errors" not in response.json()


def same(one: httpx.Response, other: httpx.Response) -> None:
    """Check that two answers are equal: status, body and headers, except id and date of the request."""
    assert one.status_code == other.status_code
    assert telling_headers(one) == telling_headers(other)
    assert anonymous_body(one) == anonymous_body(other)


def telling_headers(response: httpx.Response) -> dict[str, str]:
    """Return the headers that do not differ from request to request."""
    return {name: value for name, value in response.headers.items() if name not in PER_REQUEST}


def same_time(one: Callable[[], object], other: Callable[[], object]) -> None:
    """Check that two requests take the same time; measured again for a while, as other programs may disturb it."""

    def is_same() -> bool:
        medians = median_ms([one, other], tries=TRIES)
        return abs(medians[0] - medians[1]) < DIFFERENCE_MS

    eventually(is_same, within=30)


def median_ms(ask: list[Callable[[], object]], *, tries: int) -> list[float]:
    """Return the median time of each request in milliseconds; they alternate, so that noise affects all equally."""
    times: list[list[float]] = [[] for _ in ask]
    for _ in range(tries):
        for index, question in enumerate(ask):
            started = time.perf_counter()
            question()
            times[index].append((time.perf_counter() - started) * 1000)
    return [statistics.median(each) for each in times]


def _method(response: httpx.Response) -> str:
    try:
        return response.request.method
    except RuntimeError:  # it came over a raw connection
        return "GET"


def _type_of(response: httpx.Response) -> str:
    try:
        return str(response.json()["type"])
    except ValueError:
        return ""
