"""An answer leaves the process in one piece.

gunicorn sends the head first and then the body. A process that is killed in between leaves the gateway with half an
answer, which it can neither complete nor ask for again; and each answer would wake the gateway twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SENDERS = frozenset({"send", "sendfile", "sendmsg", "shutdown"})
"""What else of a socket puts something on the wire, or ends it: the head that is kept goes first."""


class Held:
    """A socket that keeps what is sent first until more is sent, and then sends both together."""

    def __init__(self, sock: Any) -> None:
        """Stand before a socket."""
        self._sock = sock
        self._head: bytes | None = None

    def sendall(self, data: bytes) -> None:
        """Keep the head of the answer, or send it with the first of its body; the rest is sent as it comes."""
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
        """Be the socket in every other respect."""
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
