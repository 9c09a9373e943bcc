"""Calls between services: a deadline for the whole answer, and few retries."""

import socket
import threading
import time
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
            calls.append(connection.recv(65536).decode())
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


def test_a_refusal_is_not_retried():
    with server(json_answer("403 Forbidden")) as (url, calls), pytest.raises(requests.HTTPError):
        Client(url, "secret").get("/")

    assert len(calls) == 1


def test_r92_a_service_that_is_down_is_asked_little_more_than_once():
    with server(json_answer("503 Service Unavailable")) as (url, calls):
        client = Client(url, "secret")
        for _ in range(40):
            with pytest.raises(requests.HTTPError):
                client.get("/")

    assert 40 < len(calls) <= 60
