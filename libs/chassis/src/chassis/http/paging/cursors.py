"""Cursors: a place in one list, for one viewer, signed."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from chassis.errors import InvalidInput

MAC_BYTES = 12
MAX_LENGTH = 2000
KEY_BYTES, TAIL_BYTES = 16, 4
MAX_INTEGER_DIGITS = 20


class InvalidCursor(InvalidInput):
    """The cursor is malformed, or belongs to another list or viewer."""

    code = "invalid_cursor"


@dataclass(frozen=True)
class Place:
    """A place in a list: beyond the item with this key, or before it; without a key, its start.

    ``seen`` are the tails of keys beyond the place that were shown already; see ``chassis.http.paging.stable_keys``.
    """

    key: UUID | int | None = None
    is_backwards: bool = False
    seen: tuple[bytes, ...] = ()


START = Place()


def write(place: Place, *, bound_to: str) -> str:
    """Return the cursor for a place; it is valid only together with ``bound_to``."""
    direction = b"p" if place.is_backwards else b"n"
    kind, key = (b"u", place.key.bytes) if isinstance(place.key, UUID) else (b"i", str(place.key).encode())
    payload = direction + kind + key + b"".join(place.seen)
    return base64.urlsafe_b64encode(_mac(payload, bound_to) + payload).rstrip(b"=").decode()


def read(cursor: str, *, bound_to: str) -> Place:
    """Return the place of a cursor. Raises InvalidCursor unless it was written here for ``bound_to``."""
    try:
        if len(cursor) > MAX_LENGTH:
            raise ValueError("too long")
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, _mac(payload, bound_to)):
            raise ValueError("not signed here for this")
    except (ValueError, binascii.Error) as error:
        raise InvalidCursor("The cursor does not belong to this list.") from error
    is_backwards = payload[:1] == b"p"
    if payload[1:2] != b"u":
        return Place(int(payload[2:]), is_backwards)
    key, tails = payload[2 : 2 + KEY_BYTES], payload[2 + KEY_BYTES :]
    seen = tuple(tails[at : at + TAIL_BYTES] for at in range(0, len(tails), TAIL_BYTES))
    return Place(UUID(bytes=key), is_backwards, seen)


def _mac(payload: bytes, bound_to: str) -> bytes:
    # The previous version cannot read ``seen``: it refuses such a cursor with 400, because its signature differs.
    names_seen = payload[1:2] == b"u" and len(payload) > 2 + KEY_BYTES
    key = (b"cursor-seen" if names_seen else b"cursor") + settings.SECRET_KEY.encode()
    return hmac.digest(key, payload + b"\0" + bound_to.encode(), hashlib.sha256)[:MAC_BYTES]
