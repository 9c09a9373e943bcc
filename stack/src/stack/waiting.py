"""Waiting for a condition, with a deadline."""

import socket
import ssl
import time
from collections.abc import Callable
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

from stack.errors import StackError

# The loopback is never behind a proxy, and no certificate names it.
_opener = build_opener(ProxyHandler({}), HTTPSHandler(context=ssl._create_unverified_context()))  # noqa: S323


def wait_until(condition: Callable[[], bool], *, what: str, seconds: float) -> None:
    """Return as soon as the condition holds. Raises StackError with ``what`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise StackError(f"Waited {seconds:.0f} s in vain for {what}.")
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Tell whether a GET succeeds within two seconds."""
    try:
        with _opener.open(url, timeout=2) as response:
            return bool(response.status < 300)
    except OSError:
        return False


def says(port: int, question: bytes, answer: bytes) -> bool:
    """Tell whether a server on the loopback address answers a question with these first bytes."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(question)
            return connection.recv(len(answer)) == answer
    except OSError:
        return False
