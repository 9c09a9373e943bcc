"""Whether a server on this machine answers."""

import socket
import ssl
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

# The loopback address is never behind a proxy, and certificates do not contain it.
_opener = build_opener(ProxyHandler({}), HTTPSHandler(context=ssl._create_unverified_context()))  # noqa: S323


def answers(url: str) -> bool:
    """Return whether a GET succeeds within two seconds."""
    try:
        with _opener.open(url, timeout=2) as response:
            return bool(response.status < 300)
    except OSError:
        return False


def answers_with(port: int, question: bytes, answer: bytes) -> bool:
    """Return whether a server on the loopback address answers a question with these first bytes."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(question)
            return connection.recv(len(answer)) == answer
    except OSError:
        return False
