"""Identifiers: UUIDv7, so that newer rows sort after older ones."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

__all__ = ["lowest_of", "time_of", "uuid7"]


def time_of(identifier: UUID) -> datetime:
    """Return when a UUIDv7 was made, to the millisecond (RFC 9562, section 5.7)."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC)


def lowest_of(moment: datetime) -> UUID:
    """Return a UUID below every UUIDv7 of a moment and after it, and above those of the milliseconds before."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
