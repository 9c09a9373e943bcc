"""The state of the agent, shared by its threads."""

import threading
import time

FRESH_SECONDS = 5.0


class Status:
    """Times are of the monotonic clock; ``wake`` is set when the deny list should be read at once."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.wake = threading.Event()
        self.keys = 0
        self._connected_at: float | None = None
        self._listed_at: float | None = None
        self._loss_suspected_at = 0.0

    def connected(self) -> None:
        """Record that the queue now gets every revocation; earlier ones must be read from the auth service."""
        self._connected_at = time.monotonic()
        self.wake.set()

    def missed(self) -> None:
        """Record that a message could not be read, so the list must be read from the auth service."""
        self.connected()

    def suspected_loss(self) -> None:
        """Record that events may have been lost: the list is read again, and counts as complete until then."""
        self._loss_suspected_at = time.monotonic()
        self.wake.set()

    def disconnected(self) -> None:
        """Record that the connection to the broker is lost."""
        self._connected_at = None

    def listed(self, *, asked_at: float) -> None:
        """Record that the deny list has every revocation from before ``asked_at``."""
        self._listed_at = asked_at

    @property
    def has_list(self) -> bool:
        """Return whether the deny list was ever complete."""
        return self._listed_at is not None

    @property
    def wants_list(self) -> bool:
        """Return whether revocations may have been missed; without a connection that is always so."""
        return self._is_behind or self._listed_at is None or self._listed_at < self._loss_suspected_at

    @property
    def _is_behind(self) -> bool:
        return self._connected_at is None or self._listed_at is None or self._listed_at < self._connected_at

    @property
    def is_ready(self) -> bool:
        """Return whether nginx can rely on what is on tmpfs: keys, and a deny list that is, or just was, complete."""
        is_fresh = self._listed_at is not None and time.monotonic() - self._listed_at < FRESH_SECONDS
        return self.keys > 0 and (not self._is_behind or is_fresh)
