"""The limits of nginx: by address, by token, by connection."""

import re
import socket
import time

import httpx
import pytest

from gateway.render import files
from gateway.testing import Nginx, Service, SigningKey
from runtime.waiting import wait_until
from tests.gateway.problems import assert_problem

RATES = {
    "RATE_CREDENTIALS": "1r/s",
    "RATE_ANONYMOUS": "2r/s",
    "RATE_TOKEN": "2r/s",
    "RATE_ADDRESS": "1000r/s",
    "CONNECTIONS_PER_ADDRESS": "5",
}


@pytest.fixture(scope="module")
def limited(tmp_path_factory):
    """A gateway with low limits, as (nginx, service, key)."""
    service = Service()
    addresses = dict.fromkeys(["AUTH", "POSTS"], service.address)
    nginx = Nginx(tmp_path_factory.mktemp("limited"), addresses, **RATES).start()
    key = SigningKey(issuer=nginx.url)
    nginx.trust(key)
    yield nginx, service, key
    nginx.stop()
    service.close()


def assert_limited(response: httpx.Response, zone: str, quota: str, *, seconds: int) -> None:
    """Check that a zone refused the request, and that the answer says when it may be repeated."""
    assert_problem(response, 429, "rate_limited")
    assert response.headers["Retry-After"] == str(seconds)
    assert response.headers["RateLimit"] == f'"gateway-{zone}";r=0;t={seconds}'
    assert response.headers["RateLimit-Policy"] == f'"gateway-{zone}";{quota}'


def burst(client: httpx.Client, count: int, method: str, path: str, **options) -> list[httpx.Response]:
    return [client.request(method, path, **options) for _ in range(count)]


def test_B13_credentials_are_limited_by_address_whatever_the_headers_say(limited):
    nginx, service, _ = limited
    service.reset()
    with httpx.Client(base_url=nginx.url) as client:
        answers = [
            client.post(
                "/api/v1/auth/login/",
                headers={"X-Forwarded-For": f"10.0.0.{n}", "X-Real-IP": "127.0.0.2", "Forwarded": f"for=10.0.0.{n}"},
            )
            for n in range(40)
        ]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert 15 <= len(refused) <= 19
    assert_limited(refused[0], "credentials", "q=20;w=20", seconds=1)
    assert len(service.requests) == 40 - len(refused)
    assert {request.header("X-Client-Address") for request in service.requests} == {"127.0.0.1"}


def test_tokens_are_limited_each_for_itself(limited):
    nginx, _, key = limited
    with httpx.Client(base_url=nginx.url) as client:
        greedy = burst(client, 250, "GET", "/api/v1/feed/", headers={"Authorization": f"Bearer {key.token()}"})
        other = client.get("/api/v1/feed/", headers={"Authorization": f"Bearer {key.token()}"})

    assert {answer.status_code for answer in greedy} == {200, 429}
    assert_limited(greedy[-1], "token", "q=200;w=100", seconds=1)
    assert other.status_code == 200


def test_nobody_is_limited_by_address(limited):
    nginx, _, key = limited
    with httpx.Client(base_url=nginx.url) as client:
        answers = burst(client, 130, "GET", "/api/v1/posts/")
        with_token = client.get("/api/v1/posts/", headers={"Authorization": f"Bearer {key.token()}"})

    assert {answer.status_code for answer in answers} == {200, 429}
    assert_limited(answers[-1], "anonymous", "q=100;w=50", seconds=1)
    assert with_token.status_code == 200


def test_B16_bodies_that_do_not_arrive_are_limited_for_each_address(limited):
    nginx, _, _ = limited
    head = b"POST /api/v1/auth/refresh/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"
    wait_until(lambda: httpx.post(f"{nginx.url}/api/v1/auth/refresh/").status_code == 200)
    slow = []
    try:
        answer = b""
        while b" 429 " not in answer and len(slow) < 30:
            connection = socket.create_connection(("127.0.0.1", nginx.port), timeout=0.2)
            slow.append(connection)
            connection.sendall(head)
            try:
                answer = connection.recv(4096)
            except TimeoutError:
                answer = b""
        assert b" 429 " in answer
        assert len(slow) <= 25
    finally:
        for connection in slow:
            connection.close()


def test_a_slow_rate_says_when_the_next_request_may_come(tmp_path):
    """7 requests a minute: one is given back after 60/7 seconds, and all 20 of the burst after 171.4."""
    nginx = Nginx(tmp_path, {}, RATE_CREDENTIALS="7r/m").start()
    try:
        with httpx.Client(base_url=nginx.url) as client:
            answers = burst(client, 25, "POST", "/api/v1/auth/login/")
    finally:
        nginx.stop()

    assert [answer.status_code for answer in answers] == [503] * 21 + [429] * 4
    assert_limited(answers[-1], "credentials", "q=20;w=172", seconds=9)


def test_a_request_after_retry_after_is_accepted(tmp_path):
    service = Service()
    nginx = Nginx(tmp_path, {"AUTH": service.address}, RATE_CREDENTIALS="30r/m").start()
    try:
        with httpx.Client(base_url=nginx.url) as client:
            refused = burst(client, 25, "POST", "/api/v1/auth/login/")[-1]
            refused_at = time.monotonic()
            wait_until(lambda: client.post("/api/v1/auth/login/").status_code == 200, seconds=5)
    finally:
        nginx.stop()
        service.close()

    assert refused.headers["Retry-After"] == "2"
    assert time.monotonic() - refused_at < 2.5


def test_a_429_distinguishes_the_limit_of_an_address_from_those_of_its_tokens(tmp_path):
    nginx = Nginx(tmp_path, {}, RATE_ADDRESS="1r/m").start()
    try:
        with httpx.Client(base_url=nginx.url) as client:
            answers = burst(client, 2002, "POST", "/api/v1/auth/login/", headers={"Authorization": "Bearer a.b.c"})
    finally:
        nginx.stop()

    assert_limited(answers[-1], "address", "q=2000;w=120000", seconds=60)


def test_a_429_names_the_limit_of_connections(tmp_path):
    nginx = Nginx(tmp_path, {}, CONNECTIONS_PER_ADDRESS="1").start()
    head = b"POST /api/v1/auth/refresh/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"
    try:
        with socket.create_connection(("127.0.0.1", nginx.port)) as stalled, httpx.Client(base_url=nginx.url) as client:
            stalled.sendall(head)
            wait_until(lambda: client.post("/api/v1/auth/refresh/").status_code == 429)
            refused = client.post("/api/v1/auth/refresh/")
    finally:
        nginx.stop()

    assert_problem(refused, 429, "rate_limited")
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["RateLimit"] == '"gateway-connections";r=0;t=1'
    assert refused.headers["RateLimit-Policy"] == '"gateway-connections";q=1;qu="concurrent-requests"'


def test_what_429_says_of_a_burst_is_what_nginx_does():
    bursts = dict(re.findall(r"limit_req zone=(\w+) burst=(\d+)", files()["server.conf"]))
    rendered = dict(re.findall(r'^    (\w+) "\$\{RATE_\w+\} (\d+)";$', files()["limits.conf"], re.MULTILINE))

    assert rendered == bursts
    assert len(rendered) == 4
