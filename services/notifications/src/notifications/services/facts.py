"""What an event tells about one happening, in the words of this service."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.models import Type


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The whole state of one happening, and whom it is told to."""

    type: Type
    subject_id: UUID
    sender_id: UUID
    recipient_id: UUID
    target_id: UUID
    post_id: UUID | None
    version: int
    is_active: bool
    occurred_at: datetime
