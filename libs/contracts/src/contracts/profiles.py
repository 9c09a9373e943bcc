"""The events of the profiles service: what people show of themselves."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.event import Event


class ProfileUpdated(Event):
    """A profile's public card changed. A profile that was never edited shows the username as display name."""

    type: ClassVar[str] = "profiles.profile.updated.v1"
    aggregate: ClassVar[str] = "profile/{account_id}"

    account_id: UUID
    """The account that the profile belongs to; owned by the auth service."""
    username: str = Field(examples=["ada"])
    """The account's unique name."""
    display_name: str = Field(examples=["Ada Lovelace"])
    """The name to show, in plain text; the username where the account has not set one."""
