"""Services that break: reads are tried again where that is safe, writes never, and nobody sees a 502."""

import threading
import time

import httpx
import pytest

from gateway.testing import Answer, Nginx, Service
from tests.gateway.problems import assert_guarded, assert_problem


@pytest.fixture
def own(tmp_path_factory):
    """A gateway before one service that a test may break, as (service, client)."""
    service = Service()
    nginx = Nginx(tmp_path_factory.mktemp("own"), {"POSTS": service.address, "AUTH": service.address})
    nginx.start()
    with httpx.Client(base_url=nginx.url) as client:
        yield service, client
    nginx.stop()
    service.close()


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


def test_a_post_is_never_sent_twice(own):
    service, client = own
    service.behaviour = lambda _: None

    for _ in range(3):
        assert_problem(client.post("/api/v1/auth/login/", json={}), 503, "unavailable")

    assert len(service.requests) == 3


def test_a_post_never_travels_on_a_kept_connection(own):
    service, client = own
    client.get("/api/v1/posts/")
    service.behaviour = lambda request: Answer(hangs_up=True)

    for _ in range(20):
        assert client.post("/api/v1/auth/login/", json={}).status_code == 200

    posts = [request for request in service.requests if request.method == "POST"]
    assert len(posts) == len({request.connection for request in posts}) == 20
    assert {request.header("Connection") for request in posts} == {"close"}


def test_a_get_on_a_connection_that_died_is_tried_once_more(own):
    service, client = own
    assert client.get("/api/v1/posts/?n=0").status_code == 200
    first = service.requests[0].connection
    service.behaviour = lambda request: None if request.connection == first else Answer()

    response = client.get("/api/v1/posts/?n=1")

    assert response.status_code == 200
    seen = [(request.target[-1], request.connection) for request in service.requests]
    assert seen == [("0", first), ("1", first), ("1", first + 1)]


def test_a_get_that_kills_every_connection_is_given_up(own):
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


def test_a_service_that_says_nothing_is_a_503_in_time(own):
    service, client = own
    is_over = threading.Event()
    service.behaviour = lambda request: is_over.wait(20) and None

    started = time.monotonic()
    response = client.get("/api/v1/posts/", timeout=10)

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
