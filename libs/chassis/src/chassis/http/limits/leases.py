"""Uses of limits that are counted in Redis in advance, so that not every request calls Redis."""

import threading
import time
from collections.abc import Hashable
from typing import NamedTuple

LEASE_SECONDS = 30
"""After this time the rest of a lease expires, so that a use is never counted much earlier than it happens."""
MAX_LEASES = 10_000


class _Lease(NamedTuple):
    """How many uses were counted at once, how many of them are left, and until when they are valid."""

    size: int
    left: int
    ends_at: float


class Leases:
    """The uses of each limit that this process has left, for any number of threads.

    Every use was counted before, so no more than the limit pass, however many processes there are. A lease that is not
    used up makes the limit smaller by its rest. So a caller begins with one use, and each lease is at most twice as
    large as the one before, which was used up: what is lost is less than twice what the caller used just before.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Hashable, _Lease] = {}

    def take(self, key: Hashable, most: int) -> int:
        """Take one use and return 0, or return how many uses to count now, at most ``most``, when none is left."""
        with self._lock:
            lease = self._valid(key)
            if not lease.left:
                return max(1, min(2 * lease.size, most))
            self._held[key] = lease._replace(left=lease.left - 1)
            return 0

    def keep(self, key: Hashable, counted: int) -> None:
        """Store uses that were just counted, the first of which is taken."""
        with self._lock:
            left = self._valid(key).left + counted - 1  # another thread may have counted some at the same time
            if len(self._held) >= MAX_LEASES:
                self._held.clear()
            self._held[key] = _Lease(counted, left, time.monotonic() + LEASE_SECONDS)

    def forget(self, key: Hashable) -> None:
        """Begin again with one use: the limit has no room for a lease."""
        with self._lock:
            if not self._valid(key).left:
                self._held.pop(key, None)

    def _valid(self, key: Hashable) -> _Lease:
        lease = self._held.get(key)
        return lease if lease and time.monotonic() < lease.ends_at else _Lease(0, 0, 0.0)
