"""A clock that tests set: ``timezone.now`` of the service."""

from datetime import UTC, datetime, timedelta
from typing import Any

STEP_SECONDS = 30


class Clock:
    """Stands still, at first at the beginning of a step of codes.

    That is two minutes ago: tokens are checked by the real time, and none may be from the future.
    """

    def __init__(self) -> None:
        seconds = datetime.now(UTC).timestamp() // STEP_SECONDS * STEP_SECONDS
        self._now = datetime.fromtimestamp(seconds, UTC) - timedelta(minutes=2)

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def forward(self, **by: Any) -> None:
        """Move the clock; ``by`` is what ``timedelta`` takes."""
        self._now += timedelta(**by)
