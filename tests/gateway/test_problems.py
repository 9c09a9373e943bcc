"""The gateway's own errors: problem documents with every header, whatever was wrong, and no banner."""

import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import pytest

from chassis.errors import SessionEnded, TokenExpired, TokenInvalid, TokenMissing
from gateway.problems import PROBLEMS, challenge_map
from gateway.testing import Answer
from tests.gateway.problems import SECURITY_HEADERS, assert_problem

LOGIN = "POST /api/v1/auth/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    ("status", "request_text"),
    [
        (400, "nonsense\r\n\r\n"),
        (400, "GET\r\n\r\n"),
        (400, "GET nowhere HTTP/1.1\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\n\r\n"),
        (400, "GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        (400, "GET /\x01 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        (400, LOGIN + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (401, "GET /api/v1/feed/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        (404, "GET /nope HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        (405, "GET /api/v1/auth/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        (413, LOGIN + "Content-Length: 300000\r\n\r\n"),
        (413, LOGIN + f"Transfer-Encoding: chunked\r\n\r\n493e0\r\n{'a' * 300000}\r\n0\r\n\r\n"),
        (414, f"GET /{'a' * 9000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        (415, LOGIN + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
        (421, "GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n"),
        (431, f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: {'a' * 9000}\r\n\r\n"),
        (431, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + f"X-A: {'a' * 4000}\r\n" * 20 + "\r\n"),
        (501, LOGIN + "Transfer-Encoding: gzip\r\n\r\n"),
        (505, "GET / HTTP/7.0\r\nHost: 127.0.0.1\r\n\r\n"),
    ],
)
def test_K08_every_error_is_a_problem(status, request_text, gateway, send, reached):
    head, _, body = send(request_text.encode("latin-1")).partition(b"\r\n\r\n")

    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert lines[0].startswith(f"HTTP/1.1 {status} ")
    assert headers["Server"] == "nginx"
    assert headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert headers.keys() >= SECURITY_HEADERS
    problem = json.loads(body)
    assert (problem["status"], problem["request_id"]) == (status, headers["X-Request-ID"])
    # Without a usable Host it is the public URL; these requests name no port.
    assert problem["type"] in {f"{url}/problems/{problem['code']}" for url in (gateway.url, "http://127.0.0.1")}
    assert reached() == []


def test_an_address_that_does_not_exist_differs_from_a_hidden_object(client, services):
    services["posts"].behaviour = lambda _: Answer(404, b'{"code": "not_found"}')

    missing, hidden = client.get("/nope"), client.get(f"/api/v1/posts/{uuid4()}/")

    assert_problem(missing, 404, "unknown_address")
    assert list(missing.json()) == ["type", "title", "status", "code", "detail", "request_id"]
    assert (hidden.status_code, hidden.json()) == (404, {"code": "not_found"})


def test_every_problem_has_a_code_of_its_own():
    assert len({problem.code for problem in PROBLEMS}) == len(PROBLEMS)


def test_a_large_body_within_the_limit_passes_as_a_whole(client, services):
    body = b"a" * 256 * 1024

    assert client.post("/api/v1/auth/login/", content=body).status_code == 200
    assert services["auth"].requests[0].body == body
    assert_problem(client.post("/api/v1/auth/login/", content=body + b"a"), 413, "too_large")


def test_B20_content_types_are_the_services_to_judge_and_packed_bodies_never_pass(client, services):
    for content_type in (
        "text/plain",
        "application/json; charset=utf-7",
        "multipart/form-data; boundary=a; boundary=b",
    ):
        client.post("/api/v1/auth/login/", headers={"Content-Type": content_type}, content=b"{}")
        assert services["auth"].requests[-1].header("Content-Type") == content_type
    for packing in ("gzip", "deflate", "br", "identity, gzip", "GZIP"):
        response = client.post("/api/v1/auth/login/", headers={"Content-Encoding": packing}, content=b"{}")
        assert_problem(response, 415, "unsupported_media_type")
    assert len(services["auth"].requests) == 3


STOPPED = ["Content-Length: 9\r\n\r\n", "Content-Length: 9\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"]
"""Uploads that stop: the rest of the request."""


@dataclass(frozen=True)
class Late:
    """The answer to an upload that stopped, and what any service had got by then."""

    answer: http.client.HTTPResponse
    body: bytes
    seconds: float
    reached: list


@pytest.fixture(scope="module")
def answers(gateway, all_services) -> dict[str, Late]:
    """The answers to all uploads that stop, sent at once: the gateway waits ten seconds for each."""
    for service in all_services.values():
        service.reset()

    def stop(start: str) -> Late:
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
            connection.sendall((LOGIN + "X-Request-ID: stalled-upload\r\n" + start).encode())
            answer = http.client.HTTPResponse(connection, method="POST")
            answer.begin()
            body = answer.read()
        seconds = time.monotonic() - began
        return Late(answer, body, seconds, [each for service in all_services.values() for each in service.requests])

    with ThreadPoolExecutor(len(STOPPED)) as pool:
        return dict(zip(STOPPED, pool.map(stop, STOPPED), strict=True))


@pytest.mark.parametrize("start", STOPPED)
def test_B16_an_upload_that_stops_is_answered_408_and_reaches_no_service(start, answers):
    late = answers[start]

    assert 9 < late.seconds < 14
    assert (late.answer.status, late.answer.headers["Content-Type"]) == (408, "application/problem+json; charset=utf-8")
    assert json.loads(late.body) == {
        "type": "http://127.0.0.1/problems/too_slow",
        "title": "Too slow",
        "status": 408,
        "code": "too_slow",
        "detail": "The request took too long to arrive.",
        "request_id": "stalled-upload",
    }
    assert set(late.answer.headers) >= SECURITY_HEADERS
    assert late.answer.headers["Connection"] == "close"
    assert late.reached == []


@pytest.mark.parametrize("error", [TokenMissing, TokenInvalid, TokenExpired, SessionEnded], ids=lambda e: e.code)
def test_a_401_says_the_same_as_that_of_a_service(error):
    (ours,) = [problem for problem in PROBLEMS if problem.code == error.code]

    assert (ours.status, ours.detail) == (error.status, error.sentence)
    assert f"    {error.code} '{error.challenge}';\n" in challenge_map()
