"""What an account has here, for its export."""

import base64
from typing import Any
from uuid import UUID

from accounts.models import (
    Account,
    RecoveryCode,
    RegistrationPicture,
    SecondFactor,
    Session,
)

ACCOUNT_FIELDS = ("id", "username", "email", "email_verified", "roles", "created_at")

SESSION_FIELDS = {
    **{name: name for name in ("id", "device", "address", "created_at")},
    "last_used_at": "used_at",  # as in the list of sessions
    **{name: name for name in ("expires_at", "revoked_at", "revoked_because")},
}
"""What of an account and of its sessions is exported: nothing that a credential could be made of."""


def account_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return an account, for its export: one item, or none."""
    rows = Account.objects.filter(id=account_id).values(*ACCOUNT_FIELDS) if after is None else ()
    return [(row["id"], row) for row in rows]


def session_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the sessions of an account, for its export; also those that have ended and are not deleted yet."""
    sessions = Session.objects.filter(account_id=account_id).order_by("id")
    found = (sessions.filter(id__gt=after) if after else sessions)[:limit]
    return [(each.id, {name: getattr(each, of) for name, of in SESSION_FIELDS.items()}) for each in found]


def second_factor_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the second factor of an account, for its export: one item, or none; no secret and no code."""
    found = SecondFactor.objects.filter(account_id=account_id, account__has_second_factor=True)
    left = RecoveryCode.objects.filter(account_id=account_id).count()
    rows = found.values_list("enabled_at", flat=True) if after is None else ()
    return [(account_id, {"kind": "totp", "enabled_at": at, "recovery_codes_left": left}) for at in rows]


def registration_picture_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the picture of a registration that the profiles service does not have yet, for an export, or nothing."""
    found = RegistrationPicture.objects.filter(account_id=account_id) if after is None else ()
    return [
        (account_id, {"created_at": each.created_at, "large": f"data:image/webp;base64,{_base64(each.large)}"})
        for each in found
    ]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
