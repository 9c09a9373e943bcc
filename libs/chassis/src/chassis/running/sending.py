"""Sends the head and the body of an answer with one call.

gunicorn sends the head first and then the body. If the process is killed in between, the gateway has half an answer,
which it can neither complete nor request again; and two calls wake the gateway twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SENDERS = frozenset({"send", "sendfile", "sendmsg", "shutdown"})
"""Other methods of a socket that send or end: the head that was kept is sent first."""


class Held:
    """A socket that keeps the first data until more is sent, and then sends both together."""

    def __init__(self, sock: Any) -> None:
        """Wrap a socket."""
        self._sock = sock
        self._head: bytes | None = None

    def sendall(self, data: bytes) -> None:
        """Keep the head of the answer, or send it with the first part of the body; later parts are sent at once."""
        if self._head is None:
            self._head = data
        else:
            self._sock.sendall(self._head + data)
            self._head = b""

    def release(self) -> None:
        """Send a head that has no body."""
        if self._head:
            self._sock.sendall(self._head)
            self._head = b""

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the socket."""
        if name in SENDERS:
            self.release()
        return getattr(self._sock, name)


@contextmanager
def in_one_piece(connection: Any) -> Iterator[None]:
    """Send what is written in the block to a gunicorn connection, head and body of an answer, with one call."""
    sock, held = connection.sock, Held(connection.sock)
    connection.sock = held
    try:
        yield
        held.release()
    finally:
        connection.sock = sock
