"""Not calling a slow server for a while, so that work that does not need it continues."""

import time

SECONDS = 30.0
SLOW_SECONDS = 1.0


class Backoff:
    """Remembers for one server that a call has failed, and took longer than a second to fail.

    A server that refuses at once causes no delay, and may be called again at once. Threads may share it.
    """

    def __init__(self, *, seconds: float = SECONDS, slow_seconds: float = SLOW_SECONDS) -> None:
        self._seconds, self._slow_seconds = seconds, slow_seconds
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        """Return whether the server must not be called now."""
        return time.monotonic() < self._until

    def failed(self, *, after_seconds: float) -> None:
        """Note a call that has failed after that time."""
        if after_seconds > self._slow_seconds:
            self._until = time.monotonic() + self._seconds
