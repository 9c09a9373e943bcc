"""What the auth service (package ``accounts``) tells: who exists, and which sessions ended."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from contracts.event import Event


class AccountRegistered(Event):
    """Somebody made an account. Its e-mail address is nobody else's business and not told."""

    type: ClassVar[str] = "accounts.account.registered.v1"
    aggregate: ClassVar[str] = "account/{account_id}"

    account_id: UUID
    username: str
    bio: str = ""
    registered_at: datetime


class SessionRevoked(Event):
    """A session ended before its time; its access tokens must be refused until the last of them has expired."""

    type: ClassVar[str] = "accounts.session.revoked.v1"
    aggregate: ClassVar[str] = "session/{session_id}"
    is_public: ClassVar[bool] = False

    session_id: UUID
    account_id: UUID
    reason: Literal["logout", "logout_all", "revoked", "reuse", "limit"] | str
    revoked_at: datetime
    denied_until: datetime
    """When the last access token of the session has expired everywhere, clock leeway included."""
