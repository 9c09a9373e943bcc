"""B16: callers that send or read slowly. They do not slow the others, and are disconnected."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from runtime.thoroughness import rounds
from tests.e2e.waiting import eventually
from tests.security.wire import RawClient, Wire

COUNTS = dict.fromkeys(("headers", "body"), rounds(150, 1000)) | {"reading": 30}
LARGE_PAGE = 50
"""Posts of 20 kB: a megabyte that somebody asks for and does not read."""
SAMPLES = 100
FREED_SECONDS = 60
KINDS = {
    "headers": b"POST /api/v1/posts/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
    "body": b"POST /api/v1/auth/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{",
    "reading": b"GET /api/v1/users/{id}/posts/?limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


@pytest.fixture(scope="session")
def slow(raw_client: RawClient, newcomer) -> Iterator[Callable[[str], list[Wire]]]:
    """Return the connections of one kind, all in the middle of something; the first call opens them."""
    writer = newcomer("prolific")
    for _ in range(LARGE_PAGE):
        writer.writes("\U0001f600" * 5000)
    with ExitStack() as open_ones:
        data = {kind: text.replace(b"{id}", writer.id.encode()) for kind, text in KINDS.items()}
        yield cache(lambda kind: [_begin(raw_client, open_ones, data[kind]) for _ in range(COUNTS[kind])])


def _begin(raw_client: RawClient, open_ones: ExitStack, data: bytes) -> Wire:
    wire = open_ones.enter_context(raw_client.open(window=2048))
    wire.socket.settimeout(0.01)
    return wire.send(data)


def p99_ms(http) -> float:
    times = []
    for _ in range(SAMPLES):
        started = time.perf_counter()
        assert http.get("/api/v1/posts/?limit=1").status_code == 200
        times.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(times, n=100)[-1]


@pytest.fixture(scope="module")
def quiet_p99_ms(http) -> float:
    p99_ms(http)
    return min(p99_ms(http) for _ in range(3))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"B16-{kind}")
def test_others_are_served_as_fast(kind, http, quiet_p99_ms, slow):
    assert len(slow(kind)) == COUNTS[kind]

    eventually(lambda: p99_ms(http) <= 2 * quiet_p99_ms, within=30)


@pytest.mark.last
@pytest.mark.parametrize("kind", ["headers", "body"], ids=lambda kind: f"B16-{kind}")
def test_they_are_disconnected(kind, slow):
    eventually(lambda: all(wire.is_closed() for wire in slow(kind)), within=FREED_SECONDS)
