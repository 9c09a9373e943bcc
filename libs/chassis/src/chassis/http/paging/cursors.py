"""Cursors: a place in one list, for one viewer, encrypted.

A place may be that of an item that the viewer may not see, whose key must not be shown. AES-SIV (RFC 5297) encrypts
and authenticates, with the same cursor for the same place each time, so that answers can be compared by their ETag.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from chassis.errors import InvalidInput

MAX_LENGTH = 2000
KEY_BYTES, TAIL_BYTES = 16, 4


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
    sealed = _cipher(settings.SECRET_KEY).encrypt(direction + kind + key + b"".join(place.seen), [bound_to.encode()])
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def read(cursor: str, *, bound_to: str) -> Place:
    """Return the place of a cursor. Raises InvalidCursor unless it was written here for ``bound_to``."""
    try:
        if len(cursor) > MAX_LENGTH:
            raise ValueError("too long")
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        payload = _cipher(settings.SECRET_KEY).decrypt(sealed, [bound_to.encode()])
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise InvalidCursor("The cursor does not belong to this list.") from error
    is_backwards = payload[:1] == b"p"
    if payload[1:2] != b"u":
        return Place(int(payload[2:]), is_backwards)
    key, tails = payload[2 : 2 + KEY_BYTES], payload[2 + KEY_BYTES :]
    seen = tuple(tails[at : at + TAIL_BYTES] for at in range(0, len(tails), TAIL_BYTES))
    return Place(UUID(bytes=key), is_backwards, seen)


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hashlib.sha512(b"cursor" + secret.encode()).digest())
