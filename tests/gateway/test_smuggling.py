"""Requests with two readings: refused, or read once, so that the next one on the connection gets its own answer."""

import re
import socket

import pytest

from gateway.testing import Answer

LOGIN = "POST /api/v1/auth/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
NEXT = "GET /healthz?next HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HIDDEN = "GET /api/v1/posts/?smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +1\r\n\r\na",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: 0x5\r\n\r\nabcde",
        "Content-Length: 1, 1\r\n\r\na",
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n",
    ],
)
def test_B15_two_readings_are_refused_and_nothing_after_them_is_read(head, send, reached):
    answer = send((LOGIN + head + HIDDEN).encode("latin-1"))

    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 413 ", b"HTTP/1.1 501 "))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert reached() == []


@pytest.mark.parametrize("old", ["HTTP/1.0\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "\r\n"])
def test_B15_old_versions_are_refused(old, send, reached):
    answer = send(f"POST /api/v1/auth/login/ {old}{HIDDEN}".encode() if old != "\r\n" else b"GET /api/v1/posts/\r\n")

    assert b'"status":4' in answer
    assert reached() == []


@pytest.mark.parametrize(
    "body",
    [
        "Content-Length: 41\r\n\r\nGET /api/v1/posts/?smuggled HTTP/1.1\r\n\r\n\r",
        f"Transfer-Encoding: chunked\r\n\r\n3;{'x' * 1_000_000}\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nContent-Length: 50\r\nX-User-Id: V\r\n\r\n",
        "Transfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\nabc",
    ],
)
def test_B15_what_is_read_is_read_once(body, send, reached):
    answer = send((LOGIN + body + NEXT).encode())

    statuses = re.findall(rb"HTTP/1\.1 (\d+)", answer)
    assert statuses in ([b"200", b"204"], [b"400"])
    assert [request.method for request in reached()] in (["POST"], [])
    assert all(name != "X-User-Id" for request in reached() for name, _ in request.lines)


def test_B15_every_request_on_a_connection_gets_its_own_answer(gateway, services):
    services["posts"].behaviour = lambda request: Answer(body=request.target.encode())
    pairs = 500

    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
        stream = connection.makefile("rb")
        for number in range(pairs):
            lines = f"Host: 127.0.0.1\nX-Bare: line\r\nX-Pair: {number}\r\n\r\n"
            connection.sendall(f"GET /api/v1/posts/?n={number} HTTP/1.1\r\n{lines}".encode() * 2)
            assert [read_body(stream) for _ in range(2)] == [f"/api/v1/posts/?n={number}".encode()] * 2


def read_body(stream) -> bytes:
    length = 0
    while line := stream.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.split()[1])
    return stream.read(length)
