"""The tokens in links that are mailed: each is computed from its row, so that none is stored (ADR 110)."""

import base64
import binascii
import hmac
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.crypto import salted_hmac

ID_BYTES = 16


class Purpose(StrEnum):
    """What a link is for; its token is valid for this purpose only."""

    VERIFY_EMAIL = "verify_email"
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose


LIFETIMES = {
    Purpose.VERIFY_EMAIL: timedelta(hours=24),
    Purpose.CHANGE_EMAIL: timedelta(hours=24),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
}


def token_of(*, link_id: UUID, purpose: str) -> str:
    """Return the token of a link: its id and a MAC that only this service can make, 64 characters for an address."""
    return base64.urlsafe_b64encode(link_id.bytes + _mac(link_id, purpose)).decode()


def link_id_of(token: str, purpose: str) -> UUID | None:
    """Return the id of the link whose token this is, or None unless this service made it for this purpose."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        return None
    if len(raw) <= ID_BYTES:
        return None
    link_id = UUID(bytes=raw[:ID_BYTES])
    return link_id if hmac.compare_digest(token_of(link_id=link_id, purpose=purpose), token) else None


def _mac(link_id: UUID, purpose: str) -> bytes:
    return salted_hmac(f"accounts.links {purpose}", link_id.bytes, algorithm="sha256").digest()
