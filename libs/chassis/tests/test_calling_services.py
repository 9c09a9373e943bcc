"""Calls between services: a deadline for the whole answer, and few retries."""

import re
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from chassis.internal.client import Client


@contextmanager
def server(respond):
    """Serve raw answers: ``respond(connection)`` writes one; yield the address and the list of calls."""
    listener = socket.create_server(("127.0.0.1", 0))
    calls = []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            calls.append(request_from(connection))
            threading.Thread(target=answer, args=[connection], daemon=True).start()

    def answer(connection):
        with connection:
            try:
                respond(connection)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", calls
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def request_from(connection):
    """Return the next request, with its body."""
    text = ""
    while not (headers := re.match(r"(.*\r\n)\r\n", text, re.DOTALL)) or len(text) < headers.end() + length_of(headers):
        if not (more := connection.recv(65536)):
            break
        text += more.decode()
    return text


def length_of(headers):
    length = re.search(r"\r\nContent-Length: (\d+)", headers[0])
    return int(length[1]) if length else 0


def json_answer(status="200 OK", body=b'{"ok": true}'):
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    return lambda connection: connection.sendall(head + body)


def drip(prefix):
    def respond(connection):
        connection.sendall(prefix)
        for _ in range(100):
            connection.sendall(b"x")
            threading.Event().wait(0.1)

    return respond


def test_a_call_carries_the_secret_and_the_parameters():
    with server(json_answer()) as (url, calls):
        assert Client(url, "secret").get("/a/", limit=5) == {"ok": True}

    assert calls[0].startswith("GET /a/?limit=5 HTTP/1.1")
    assert "Authorization: Bearer secret" in calls[0]


@pytest.mark.parametrize("prefix", [b"HTTP/1.1 200 OK\r\nX-", b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n"])
def test_r112_the_deadline_is_for_the_whole_answer(prefix):
    with server(drip(prefix)) as (url, calls):
        client = Client(url, "secret", timeout_seconds=0.5)
        client._budget._stock = 0
        started = time.monotonic()
        with pytest.raises(requests.RequestException):
            client.get("/")

    assert time.monotonic() - started < 1
    assert len(calls) == 1


def test_a_passing_failure_is_retried():
    answers = iter([json_answer("503 Service Unavailable"), json_answer()])
    with server(lambda connection: next(answers)(connection)) as (url, calls):
        assert Client(url, "secret").get("/") == {"ok": True}

    assert len(calls) == 2


def test_an_answer_that_breaks_off_is_retried():
    whole = json_answer()
    answers = iter([lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"), whole])
    with server(lambda connection: next(answers)(connection)) as (url, calls):
        assert Client(url, "secret").get("/") == {"ok": True}

    assert len(calls) == 2


def test_a_refusal_is_not_retried():
    with server(json_answer("403 Forbidden")) as (url, calls), pytest.raises(requests.HTTPError):
        Client(url, "secret").get("/")

    assert len(calls) == 1


def test_r92_a_service_that_is_down_gets_few_retries():
    with server(json_answer("503 Service Unavailable")) as (url, calls):
        client = Client(url, "secret")
        for _ in range(40):
            with pytest.raises(requests.HTTPError):
                client.get("/")

    assert 40 < len(calls) <= 60


def reset(connection):
    """Close with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def kept_answer(then):
    """Answer over a connection that is kept, and do ``then`` with the next request that arrives over it."""

    def respond(connection):
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"ok": true}')
        request_from(connection)
        then(connection)

    return respond


def test_a_write_over_a_kept_connection_that_is_reset_is_repeated_over_a_new_one():
    answers = iter([kept_answer(reset), json_answer(body=b'{"ok": 2}')])
    with server(lambda connection: next(answers)(connection)) as (url, calls):
        client = Client(url, "secret")
        assert client.post("/states/", {"a": 1}) == {"ok": True}
        assert client.post("/states/", {"a": 2}) == {"ok": 2}

    assert len(calls) == 2
    assert "Authorization: Bearer secret" in calls[1]


def test_a_write_is_repeated_over_a_new_connection_though_others_are_kept():
    """A service that restarted has closed all of them."""
    both, answers = threading.Barrier(2), iter([])

    def respond(connection):
        if (answer := next(answers, None)) is None:
            both.wait(5)
            answer = kept_answer(reset)
        answer(connection)

    with server(respond) as (url, calls):
        client = Client(url, "secret")
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda _: client.post("/", {}), range(2)))
        answers = iter([json_answer(body=b'{"ok": 2}')])

        assert client.post("/", {}) == {"ok": 2}

    assert len(calls) == 3


def test_a_write_that_is_reset_twice_fails():
    with server(reset) as (url, calls), pytest.raises(requests.ConnectionError):
        Client(url, "secret").post("/", {})

    assert len(calls) == 2


def test_both_attempts_of_a_write_share_one_deadline():
    def late_reset(connection):
        threading.Event().wait(0.3)
        reset(connection)

    answers = iter([late_reset, drip(b"HTTP/1.1 200 OK\r\nX-")])
    with server(lambda connection: next(answers)(connection)) as (url, calls):
        started = time.monotonic()
        with pytest.raises(requests.RequestException):
            Client(url, "secret", timeout_seconds=0.6).post("/", {})

    assert time.monotonic() - started < 0.9
    assert len(calls) == 2


@pytest.mark.parametrize("status", ["403 Forbidden", "503 Service Unavailable"])
def test_a_write_that_was_answered_is_not_repeated(status):
    with server(json_answer(status)) as (url, calls), pytest.raises(requests.HTTPError):
        Client(url, "secret").post("/", {})

    assert len(calls) == 1
