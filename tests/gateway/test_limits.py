"""The last line of defence against too much: by address, by token, by connection."""

import socket

import httpx
import pytest

from gateway.testing import Nginx, Service, SigningKey, wait_until
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
    assert_problem(refused[0], 429, "rate_limited")
    assert refused[0].headers["Retry-After"] == "1"
    assert len(service.requests) == 40 - len(refused)
    assert {request.header("X-Client-Address") for request in service.requests} == {"127.0.0.1"}


def test_tokens_are_limited_each_for_itself(limited):
    nginx, _, key = limited
    with httpx.Client(base_url=nginx.url) as client:
        greedy = burst(client, 250, "GET", "/api/v1/feed/", headers={"Authorization": f"Bearer {key.token()}"})
        other = client.get("/api/v1/feed/", headers={"Authorization": f"Bearer {key.token()}"})

    assert {answer.status_code for answer in greedy} == {200, 429}
    assert other.status_code == 200


def test_nobody_is_limited_by_address(limited):
    nginx, _, key = limited
    with httpx.Client(base_url=nginx.url) as client:
        answers = burst(client, 130, "GET", "/api/v1/posts/")
        with_token = client.get("/api/v1/posts/", headers={"Authorization": f"Bearer {key.token()}"})

    assert {answer.status_code for answer in answers} == {200, 429}
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
