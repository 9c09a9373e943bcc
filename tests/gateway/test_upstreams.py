"""Services that break: reads are sent again where that is safe, writes never, and nobody gets a 502."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from gateway.testing import Answer, Nginx, Service, SigningKey
from tests.gateway.problems import assert_guarded, assert_problem


@pytest.fixture
def own(tmp_path_factory):
    """A gateway before one service that a test may break, as (service, client)."""
    service = Service()
    with client_of(tmp_path_factory.mktemp("own"), service.address) as client:
        yield service, client
    service.close()


@pytest.fixture
def pair(tmp_path_factory):
    """A gateway before two servers of one service, as (first, second, client)."""
    first, second = Service(), Service()
    with client_of(tmp_path_factory.mktemp("pair"), f"{first.address}; server {second.address}") as client:
        yield first, second, client
    first.close()
    second.close()


@contextmanager
def client_of(folder: Path, address: str) -> Iterator[httpx.Client]:
    """A caller with a token, of a gateway with these servers behind it."""
    nginx = Nginx(folder, {"POSTS": address, "AUTH": address}).start()
    key = SigningKey(issuer=nginx.url)
    nginx.trust(key)
    with httpx.Client(base_url=nginx.url, headers={"Authorization": f"Bearer {key.token()}"}) as client:
        yield client
    nginx.stop()


def write(client: httpx.Client, method: str, path: str) -> httpx.Response:
    return client.request(method, path, json={"a": 1})


@pytest.mark.parametrize("status", [200, 201, 204, 400, 404, 409, 422, 429, 500, 503])
def test_answers_of_services_pass_untouched(status, client, services):
    headers = {"Retry-After": "7", "Link": "<x>; rel=next", "RateLimit": "a", "Cache-Control": "private"}
    body = b'{"mine": true}' if status != 204 else b""
    services["posts"].behaviour = lambda _: Answer(status, body, headers)

    response = client.get("/api/v1/posts/")

    assert (response.status_code, response.content) == (status, body)
    assert {name: response.headers[name] for name in headers} == headers
    assert_guarded(response)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_service_that_is_down_is_a_503(method, own):
    service, client = own
    service.close()

    response = client.request(method, "/api/v1/posts/" if method == "GET" else "/api/v1/auth/login/")

    assert_problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "1"


def test_a_write_that_could_not_be_handed_on_is_a_503_and_no_slow_upload(tmp_path):
    nginx = Nginx(tmp_path, {}).start()
    (nginx.volatile / "bodies.sock").unlink()

    response = httpx.post(f"{nginx.url}/api/v1/auth/login/", json={"a": 1})

    nginx.stop()
    assert_problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "1"


WRITES = {
    "POST": "/api/v1/auth/login/",
    "PUT": "/api/v1/posts/{id}/like/",
    "PATCH": "/api/v1/posts/{id}/",
    "DELETE": "/api/v1/posts/{id}/",
}
BY_WRITE = pytest.mark.parametrize(("method", "path"), [(m, path.format(id=uuid4())) for m, path in WRITES.items()])


@BY_WRITE
def test_a_write_is_never_sent_twice(method, path, own):
    service, client = own
    client.get("/api/v1/posts/")  # leaves a kept connection
    service.reset()
    service.behaviour = lambda _: None

    for _ in range(3):
        assert_problem(write(client, method, path), 503, "unavailable")

    assert [request.method for request in service.requests] == [method] * 3


@BY_WRITE
def test_a_write_never_travels_on_a_kept_connection(method, path, own):
    service, client = own
    client.get("/api/v1/posts/")
    service.reset()
    service.behaviour = lambda request: Answer(hangs_up=True)

    for _ in range(20):
        assert write(client, method, path).status_code == 200

    assert len(service.requests) == len({request.connection for request in service.requests}) == 20
    assert {request.header("Connection") for request in service.requests} == {"close"}


@BY_WRITE
def test_a_write_that_one_of_two_servers_got_is_not_sent_to_the_other(method, path, pair):
    first, second, client = pair
    first.behaviour = second.behaviour = lambda _: None

    assert_problem(write(client, method, path), 503, "unavailable")

    assert [request.method for request in first.requests + second.requests] == [method]


@BY_WRITE
def test_a_write_that_no_byte_of_was_sent_goes_to_the_other_server(method, path, pair):
    first, second, client = pair
    second.close()

    assert [write(client, method, path).status_code for _ in range(6)] == [200] * 6

    assert [(request.method, request.body) for request in first.requests] == [(method, b'{"a":1}')] * 6


def test_a_read_that_one_of_two_servers_failed_is_answered_by_the_other(pair):
    _, second, client = pair
    second.behaviour = lambda _: None

    assert [client.get("/api/v1/posts/").status_code for _ in range(6)] == [200] * 6


def test_a_get_on_a_connection_that_died_is_tried_once_more(own):
    service, client = own
    assert client.get("/api/v1/posts/?n=0").status_code == 200
    first = service.requests[0].connection
    service.behaviour = lambda request: None if request.connection == first else Answer()

    response = client.get("/api/v1/posts/?n=1")

    assert response.status_code == 200
    seen = [(request.target[-1], request.connection) for request in service.requests]
    assert seen == [("0", first), ("1", first), ("1", first + 1)]


def test_a_get_is_retried_once_only(own):
    service, client = own
    service.behaviour = lambda _: None

    assert_problem(client.get("/api/v1/posts/"), 503, "unavailable")

    assert len(service.requests) <= 2


def test_reads_share_a_connection(own):
    service, client = own

    for _ in range(10):
        client.get("/api/v1/posts/")

    assert {request.connection for request in service.requests} == {1}


def test_connections_that_the_service_closes_cost_no_request(own):
    service, client = own
    service.behaviour = lambda request: Answer(hangs_up=True)

    assert [client.get("/api/v1/posts/").status_code for _ in range(30)] == [200] * 30


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/posts/"), ("POST", "/api/v1/auth/login/")])
def test_a_service_that_says_nothing_is_a_503_in_time(method, path, own):
    service, client = own
    is_over = threading.Event()
    service.behaviour = lambda request: is_over.wait(20) and None

    started = time.monotonic()
    response = client.request(method, path, timeout=10)

    is_over.set()
    assert_problem(response, 503, "unavailable")
    assert 4.5 < time.monotonic() - started < 6
    assert len(service.requests) == 1


@pytest.mark.parametrize("target", ["/internal/x", "/_verify", "/index.html", "/_problem/404", "/etc/passwd"])
def test_B25_a_service_cannot_make_the_gateway_serve_something_else(target, client, services):
    services["posts"].behaviour = lambda _: Answer(headers={"X-Accel-Redirect": target, "X-Accel-Limit-Rate": "1"})

    response = client.get("/api/v1/posts/")

    assert (response.status_code, response.content) == (200, b'{"ok": true}')
    assert not any(name.startswith("x-accel") for name in response.headers)


def test_B21_answers_are_not_kept(client, services, bearer):
    services["posts"].behaviour = lambda request: Answer(
        body=request.header("Authorization").encode(), headers={"Cache-Control": "public, max-age=60"}
    )

    for headers in (bearer(), bearer()):
        assert client.get("/api/v1/feed/", headers=headers).text == headers["Authorization"]
