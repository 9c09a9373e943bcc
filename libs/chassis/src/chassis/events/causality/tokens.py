"""The opaque token of some events: their ids and types with a MAC, so that only services of Kith can create it."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

MAX_EVENTS = 16
"""How many events of a write are in its token at most, the newest ones."""
VERSION = b"\x01"
KIND_BYTES = 4
RECORD_BYTES = 16 + KIND_BYTES
MAC_BYTES = 16


class Written(NamedTuple):
    """An event that a write emitted: its id, and a short hash of its type."""

    event_id: UUID
    kind: bytes


@lru_cache(maxsize=1024)
def kind_of(event_type: str) -> bytes:
    """Return the short hash of a type. If two types have the same, a read waits without need."""
    return hashlib.sha256(event_type.encode()).digest()[:KIND_BYTES]


def token_of(events: Sequence[tuple[UUID, str]]) -> str:
    """Return the token of emitted events, given by id and type in their order; at most 450 characters."""
    records = (event_id.bytes + kind_of(event_type) for event_id, event_type in events[-MAX_EVENTS:])
    content = VERSION + b"".join(records)
    return base64.urlsafe_b64encode(content + _mac(content)).rstrip(b"=").decode()


def read(token: str) -> Iterable[Written]:
    """Return the events of a token; none for one with an invalid MAC, such as after a change of INTERNAL_SECRET."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return []
    content, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(content)) or content[:1] != VERSION:
        return []
    starts = range(1, len(content), RECORD_BYTES)
    return [Written(UUID(bytes=content[at : at + 16]), content[at + 16 : at + RECORD_BYTES]) for at in starts]


def _mac(content: bytes) -> bytes:
    return hmac.digest(settings.INTERNAL_SECRET.encode(), b"kith-after\0" + content, hashlib.sha256)[:MAC_BYTES]
