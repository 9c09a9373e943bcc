"""Whether a server on this machine answers."""

import socket
import ssl
from urllib.request import HTTPSHandler, ProxyHandler, build_opener

# The loopback address is never behind a proxy, and certificates do not contain it.
_context = ssl.create_default_context()
_context.check_hostname, _context.verify_mode = False, ssl.CERT_NONE
_opener = build_opener(ProxyHandler({}), HTTPSHandler(context=_context))


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
