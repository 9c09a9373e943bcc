"""A service that records every byte that it receives, and answers, stalls or fails as the test requires."""

import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedIOBase


@dataclass(frozen=True)
class Recorded:
    """A request as it arrived: header lines in order, with the case they had; ``connection`` counts from 1."""

    method: str
    target: str
    lines: tuple[tuple[str, str], ...]
    body: bytes
    connection: int

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or None."""
        return next((value for key, value in self.lines if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Answer:
    """What to send back; ``hangs_up`` closes the connection after it without announcing that."""

    status: int = 200
    body: bytes = b'{"ok": true}'
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False

    def encode(self) -> bytes:
        """Return the answer as HTTP/1.1."""
        fields = {"Content-Type": "application/json", "Content-Length": str(len(self.body))} | self.headers
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"HTTP/1.1 {self.status} Status\r\n{head}\r\n".encode() + self.body


Behaviour = Callable[[Recorded], Answer | None]


class Service:
    """An HTTP server on a free port; ``behaviour`` returns the answer, or None to close the connection without one."""

    def __init__(self, port: int = 0) -> None:
        self.requests: list[Recorded] = []
        self.connections = 0
        self.behaviour: Behaviour = lambda _: Answer()
        self._server = _Server(("127.0.0.1", port), self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        """Return host:port."""
        host, port = self._server.server_address[:2]
        return f"{host!s}:{port}"

    def reset(self) -> None:
        """Delete what was recorded, and restore the normal behaviour."""
        self.requests.clear()
        self.behaviour = lambda _: Answer()

    def close(self) -> None:
        """Stop listening, and close all connections."""
        self._server.shutdown()
        self._server.server_close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close every open connection from this side."""
        for connection in list(self._server.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], service: Service) -> None:
        self.service = service
        self.open: set[socket.socket] = set()
        super().__init__(address, _Connection)


class _Connection(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        service = self.server.service
        service.connections += 1
        number = service.connections
        self.server.open.add(self.request)
        try:
            with suppress(OSError):
                while (request := _read(self.rfile, number)) and self._answer(service, request):
                    pass
        finally:
            self.server.open.discard(self.request)

    def _answer(self, service: Service, request: Recorded) -> bool:
        service.requests.append(request)
        answer = service.behaviour(request)
        if answer is None:
            return False
        head, separator, body = answer.encode().partition(b"\r\n\r\n")
        self.wfile.write(head + separator + (b"" if request.method == "HEAD" else body))
        return not answer.hangs_up and request.header("Connection") != "close"


def _read(stream: BufferedIOBase, connection: int) -> Recorded | None:
    first = stream.readline().decode("latin-1").split()
    if len(first) < 2:
        return None
    lines = []
    while line := stream.readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = line.partition(":")
        lines.append((name, value.strip()))
    length = next((int(value) for name, value in lines if name.lower() == "content-length"), 0)
    return Recorded(first[0], first[1], tuple(lines), stream.read(length), connection)
