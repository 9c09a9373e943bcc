"""Uses of limits that are counted in Redis in advance, so that not every request calls Redis."""

import threading
import time
from collections.abc import Hashable

LEASE_SECONDS = 30
"""After this time the rest of a lease expires, so that a use is never counted much earlier than it happens."""
MAX_LEASES = 10_000


class Leases:
    """The uses of each limit that this process has left, for any number of threads.

    Every use was counted before, so no more than the limit pass, however many processes there are. A lease that is not
    used up makes the limit smaller by its rest.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Hashable, tuple[int, float]] = {}

    def take(self, key: Hashable) -> bool:
        """Take one use; return whether there was any."""
        with self._lock:
            left, ends_at = self._held.get(key, (0, 0.0))
            if not left or time.monotonic() >= ends_at:
                return False
            self._held[key] = (left - 1, ends_at)
            return True

    def keep(self, key: Hashable, uses: int) -> None:
        """Store uses that were just counted."""
        with self._lock:
            if len(self._held) >= MAX_LEASES:
                self._held.clear()
            self._held[key] = (uses, time.monotonic() + LEASE_SECONDS)
