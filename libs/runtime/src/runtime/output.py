"""Log lines on standard error. Lines are dropped while nobody reads them; writing never fails or blocks."""

import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress

STANDARD_ERROR = 2
WAIT_SECONDS = 0.2
"""How long a line waits for a slow reader. After one such wait lines are dropped until it reads again."""
PIECE_BYTES = select.PIPE_BUF
"""A pipe that poll(2) reports as writable accepts this much without blocking."""


class LineWriter:
    """A stream for whole lines, for any number of threads. ``write`` never raises, and waits 0.2 s at most.

    ``on_drop`` is called for each line that is lost.
    """

    def __init__(self, descriptor: int = STANDARD_ERROR, *, on_drop: Callable[[], object] = lambda: None) -> None:
        self._descriptor = descriptor
        self._on_drop = on_drop
        self._lock = threading.RLock()  # a signal handler may log while its thread writes a line
        self._is_stuck = self._is_torn = False

    def write(self, text: str) -> int:
        """Write lines, as far as the reader takes them in time, and return the number of characters."""
        with self._lock:
            if not self._send(text.encode(errors="backslashreplace")):
                with suppress(Exception):  # a counter that fails must not fail the caller either
                    self._on_drop()
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is buffered."""

    def _send(self, line: bytes) -> bool:
        """Send a line; return whether all of it was written. After an incomplete line the next begins on a new line."""
        rest = memoryview(b"\n" + line if self._is_torn else line)
        size, deadline = len(rest), time.monotonic() + (0 if self._is_stuck else WAIT_SECONDS)
        with suppress(OSError):
            while rest and self._has_room(deadline):
                rest = rest[os.write(self._descriptor, rest[:PIECE_BYTES]) :]
        self._is_stuck = bool(rest)
        self._is_torn = bool(rest) and (self._is_torn or len(rest) < size)
        return not rest

    def _has_room(self, deadline: float) -> bool:
        poll = select.poll()
        poll.register(self._descriptor, select.POLLOUT)
        return bool(poll.poll(max(0, (deadline - time.monotonic()) * 1000)))
