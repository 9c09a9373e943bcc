"""A TCP proxy with faults on request, placed between a service and its database, broker or cache.

Modes: ``pass``; ``delay`` each chunk by ``seconds``; ``drip`` ``rate`` bytes a second; ``blackhole`` (accepts, swallows
and answers nothing); ``reset`` (RST for every connection, old and new); ``cut`` (RST after ``bytes_left`` more bytes
upstream); ``unheard`` (the same, but only when an answer comes: what was sent has arrived, but the answer is lost).
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from typing import Any

CHUNK = 65536


class ChaosProxy:
    """A proxy on a port of the loopback address to another, run by a thread of its own."""

    def __init__(self, *, listen: int = 0, target: Callable[[], int]) -> None:
        """Start passing at once. Raises OSError when ``listen`` is taken; 0 is any port.

        ``target`` is asked for the port at each connection.
        """
        self.target = target
        self.mode, self.seconds, self.rate, self.left = "pass", 0.0, 1000, 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", listen))
        self.listen: int = self._server.sockets[0].getsockname()[1]

    def set(self, mode: str, *, seconds: float = 0.0, rate: int = 1000, bytes_left: int = 0) -> None:
        """Change the mode for all connections; ``reset`` also ends the open ones."""
        self.seconds, self.rate, self.left, self.mode = seconds, rate, bytes_left, mode
        if mode == "reset":
            self._loop.call_soon_threadsafe(self._reset_all)

    def close(self) -> None:
        """End every connection and stop listening."""
        self._server.close()
        self._loop.call_soon_threadsafe(self._reset_all)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        if self.mode == "reset":
            return self._reset(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target())
        except OSError:
            return self._reset(writer)
        self._writers.add(far_writer)
        both = (self._pump(reader, far_writer, upstream=True), self._pump(far_reader, writer, upstream=False))
        await asyncio.gather(*both, return_exceptions=True)
        return None

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, upstream: bool) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._pass(data, writer, upstream=upstream)
        while self.mode == "blackhole":  # the mode swallows the FIN, too
            await asyncio.sleep(0.1)
        self._writers.discard(writer)
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()

    async def _pass(self, data: bytes, writer: asyncio.StreamWriter, *, upstream: bool) -> None:
        if self.mode == "blackhole":
            return None
        if self.mode == "delay":
            await asyncio.sleep(self.seconds)
        if upstream:
            self.left -= len(data)
        if self.left <= 0 and self.mode == ("cut" if upstream else "unheard"):
            self.mode = "pass"
            return self._reset_all()
        for piece in self._pieces(data):
            writer.write(piece)
            await writer.drain()
            if self.mode == "drip":
                await asyncio.sleep(len(piece) / self.rate)
        return None

    def _pieces(self, data: bytes) -> list[bytes]:
        size = max(1, self.rate // 10) if self.mode == "drip" else len(data)
        return [data[start : start + size] for start in range(0, len(data), size)]

    def _reset_all(self) -> None:
        for writer in list(self._writers):
            self._reset(writer)

    def _reset(self, writer: asyncio.StreamWriter) -> None:
        """Close with RST: linger on, zero seconds."""
        self._writers.discard(writer)
        connection = writer.get_extra_info("socket")
        with contextlib.suppress(OSError, AttributeError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
