"""The events of the profiles service: what people show of themselves."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.event import Event


class ProfileUpdated(Event):
    """A profile's public card changed. A profile that was never edited shows the username as display name."""

    type: ClassVar[str] = "profiles.profile.updated.v1"
    aggregate: ClassVar[str] = "profile/{account_id}"
    person: ClassVar[str] = "account_id"

    account_id: UUID
    """The account that the profile belongs to; owned by the auth service."""
    username: str = Field(examples=["ada"])
    """The account's unique name."""
    display_name: str = Field(examples=["Ada Lovelace"])
    """The name to show, in plain text; the username where the account has not set one."""
    avatar: str | None = Field(default=None, examples=["profiles/0f/0f9c1b2a3d4e5f60718293a4b5c6d7e8"])
    """The folder of the account's picture below ``/media/`` of the API: ``small.webp``, ``medium.webp`` and
    ``large.webp`` are in it. Null where the account has none; another picture is in another folder."""
    avatar_blurhash: str | None = Field(default=None, examples=["L1Eo[I~qWB~q~qoffQfQayayj[j["])
    """A blurred picture in some characters (https://blurha.sh), to show until the picture is there; or null."""
    hides_connections: bool | None = Field(default=None, examples=[False])
    """Whether only the account itself may see who follows it and whom it follows. Null where a previous version
    published the event: what is known remains."""
    is_discoverable: bool | None = Field(default=None, examples=[True])
    """Whether the account may be proposed to people who do not look for it: in lists, searches and suggestions. Null
    where a previous version published the event: what is known remains."""


class PrivacyChanged(Event):
    """Whether an account is private, after a change: only followers see what a private one makes, and it approves them.

    An account without such an event is open.
    """

    type: ClassVar[str] = "profiles.privacy.changed.v1"
    aggregate: ClassVar[str] = "privacy/{account_id}"

    account_id: UUID
    """The account; owned by the auth service."""
    state: Literal["open", "private"] | str
    """``open``: everybody sees its public posts and may follow it. ``private``: its followers only, and it approves
    them; those who follow it already stay. Treat another value as ``private``."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""
