"""What the profiles service tells: what people show of themselves."""

from typing import ClassVar
from uuid import UUID

from contracts.event import Event


class ProfileUpdated(Event):
    """A profile's public card changed. A profile that was never edited shows the username as display name."""

    type: ClassVar[str] = "profiles.profile.updated.v1"
    aggregate: ClassVar[str] = "profile/{account_id}"

    account_id: UUID
    username: str
    display_name: str
