"""Requests as bytes and answers as they came: no library puts anything right on the way."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx

TIMEOUT_SECONDS = 15


@dataclass
class Wire:
    """One open connection to the gateway."""

    socket: socket.socket
    buffer: bytes = field(default=b"")

    def send(self, data: bytes) -> "Wire":
        """Send bytes; a peer that has hung up already is no error here."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)
        return self

    def reply(self, *, to: str = "GET") -> httpx.Response | None:
        """Return the next answer; None when the connection ends before one begins."""
        if not self._fill_until(b"\r\n\r\n"):
            return None
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        status = int(first.split()[1])
        has_body = to != "HEAD" and status not in (204, 304) and status >= 200
        return httpx.Response(
            status, headers=_without_framing(headers), content=self._body(headers) if has_body else b""
        )

    def is_closed(self) -> bool:
        """Return whether the peer has hung up, after reading what is left."""
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            return False
        except ConnectionResetError:
            pass
        return True

    def _body(self, headers: list[tuple[str, str]]) -> bytes:
        named = {name.lower(): value for name, value in headers}
        if named.get("transfer-encoding") == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self._take(int(named.get("content-length", 0)))

    def _chunk(self) -> bytes:
        assert self._fill_until(b"\r\n"), "an answer that ends too early"
        size, _, self.buffer = self.buffer.partition(b"\r\n")
        data = self._take(int(size, 16))
        self._take(2)
        return data

    def _take(self, count: int) -> bytes:
        while len(self.buffer) < count and self._receive():
            pass
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _fill_until(self, mark: bytes) -> bool:
        while mark not in self.buffer:
            if not self._receive():
                return False
        return True

    def _receive(self) -> bool:
        try:
            received = self.socket.recv(65536)
        except ConnectionResetError:
            received = b""
        self.buffer += received
        return bool(received)


@dataclass(frozen=True)
class RawClient:
    """Where the gateway listens, for those who bring their own bytes."""

    host: str
    port: int

    @contextmanager
    def open(self, *, window: int = 0) -> Iterator[Wire]:
        """Open a connection that takes ``window`` bytes at a time, or as many as usual."""
        with socket.socket() as connection:
            if window:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
            connection.settimeout(TIMEOUT_SECONDS)
            connection.connect((self.host, self.port))
            yield Wire(connection)

    def ask(self, data: bytes, *, to: str = "GET") -> httpx.Response | None:
        """Send bytes on a connection of their own and return the answer."""
        with self.open() as wire:
            return wire.send(data).reply(to=to)

    def request(self, method: str, target: str, *lines: str, body: bytes = b"", host: str | None = None) -> bytes:
        """Return a request of HTTP/1.1 with these header lines, in this order; ``host`` may be another one or ""."""
        named = self.host if host is None else host
        head = [f"{method} {target} HTTP/1.1", *([f"Host: {named}"] if named else []), *lines]
        if body and not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in lines):
            head.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def _without_framing(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() != "transfer-encoding"]
