"""Which events share one notification, and its place in the list: pure functions of the events' data.

They use neither a clock nor the order in which events arrive, so that any order gives the same result.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

PERIOD = timedelta(hours=12)
"""Events of one type on one target within this time share one notification."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def period_of(*, target_id: UUID, occurred_at: datetime) -> int:
    """Return the number of the 12-hour period, counted from 0 at the target's creation, of an event.

    The creation time is in the first 48 bits of a UUIDv7, in milliseconds. Events that seem to happen before it (clocks
    differ) are in period 0.
    """
    created_at = EPOCH + timedelta(milliseconds=_milliseconds_in(target_id))
    return max(0, (occurred_at - created_at) // PERIOD)


def position_of(*, notification_id: UUID, occurred_at: datetime) -> UUID:
    """Return the place of a notification in its list: a UUIDv7 of the time of its newest cause, unique by its own id.

    The 12 bits after the version contain the microseconds. Source: RFC 9562, section 6.2, method 3.
    """
    microseconds = (occurred_at - EPOCH) // timedelta(microseconds=1)
    milliseconds, rest = divmod(microseconds, 1000)
    own_bits = notification_id.int & (1 << 64) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | rest * 4096 // 1000 << 64 | own_bits)


def _milliseconds_in(identifier: UUID) -> int:
    """Return the first 48 bits, but at most what a datetime can represent (an id of another version is arbitrary)."""
    return min(identifier.int >> 80, 10**14)
