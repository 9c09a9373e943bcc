"""The events of the auth service (package ``accounts``): accounts, their states, logins, sessions, exports."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.event import Event


class AccountRegistered(Event):
    """An account was registered. The event does not contain its e-mail address."""

    type: ClassVar[str] = "accounts.account.registered.v1"
    aggregate: ClassVar[str] = "account/{account_id}"
    person: ClassVar[str] = "account_id"

    account_id: UUID
    """The new account; owned by the auth service. It never gets another id, and its id is never used again."""
    username: str = Field(examples=["ada"])
    """The unique name that the account chose: 3 to 30 of a to z, 0 to 9, _ and dots."""
    bio: str = Field(default="", examples=["Writes about engines."])
    """What the account wrote about itself when it registered, in plain text, or empty. Later changes are not sent."""
    registered_at: datetime
    """When the account was made (UTC)."""


class ErasureRequested(Event):
    """An account was deleted by its owner: everybody who has something of it deletes that, and keeps the id at most."""

    type: ClassVar[str] = "accounts.erasure.requested.v1"
    aggregate: ClassVar[str] = "erasure/{account_id}"

    account_id: UUID
    """The account that was deleted; the auth service owned it."""
    requested_at: datetime
    """When its owner asked for it (UTC)."""


class AccountStateChanged(Event):
    """The whole state of an account, after a change: content of an account that is not active is shown to nobody."""

    type: ClassVar[str] = "accounts.account.state_changed.v1"
    aggregate: ClassVar[str] = "account/{account_id}"

    account_id: UUID
    """The account; owned by the auth service."""
    state: Literal["active", "suspended", "deleted"] | str
    """``active``: as registered. ``suspended``: hidden until it is reinstated. ``deleted``: hidden for ever."""
    changed_at: datetime
    """When the state changed (UTC); for people to read, since the order of changes is that of ``version``."""


class DeviceAdded(Event):
    """Somebody logged in to an account on a device that it had not been used on before."""

    type: ClassVar[str] = "accounts.device.added.v1"
    aggregate: ClassVar[str] = "session/{session_id}"
    is_public: ClassVar[bool] = False
    person: ClassVar[str] = "account_id"

    account_id: UUID
    """The account; owned by the auth service."""
    session_id: UUID
    """The session that began with the login; its owner can end it. Owned by the auth service."""
    device: str = Field(examples=["Firefox on Windows"])
    """What the program and the system are called, as far as the login says; without versions."""
    added_at: datetime
    """When the login was (UTC)."""


class SessionRevoked(Event):
    """A session ended early; its access tokens must be refused until the last of them has expired."""

    type: ClassVar[str] = "accounts.session.revoked.v1"
    aggregate: ClassVar[str] = "session/{session_id}"
    is_public: ClassVar[bool] = False

    session_id: UUID
    """The session that ended; owned by the auth service, and the ``sid`` of its tokens."""
    account_id: UUID
    """The account of the session; owned by the auth service."""
    reason: Literal["logout", "logout_all", "revoked", "reuse", "limit"] | str
    """Why it ended: by logging out, here or everywhere; by its owner; a refresh token used twice; too many sessions."""
    revoked_at: datetime
    """When the session ended (UTC)."""
    denied_until: datetime
    """When the last access token of the session has expired everywhere, clock leeway included."""


class ExportChanged(Event):
    """The whole state of an export that the owner of an account has asked for. It does not say where it is fetched."""

    type: ClassVar[str] = "accounts.export.changed.v1"
    aggregate: ClassVar[str] = "export/{export_id}"
    is_public: ClassVar[bool] = False
    person: ClassVar[str] = "account_id"

    export_id: UUID
    """The export; owned by the auth service, which shows it to the owner of the account only."""
    account_id: UUID
    """The account whose data it contains; owned by the auth service."""
    state: Literal["queued", "ready", "failed", "expired"] | str
    """``queued``: asked for. ``ready``: can be fetched. ``failed``: could not be made. ``expired``: is gone."""
    changed_at: datetime
    """When the state changed (UTC)."""
    expires_at: datetime | None = None
    """Until when it can be fetched, once it is ready (UTC)."""
