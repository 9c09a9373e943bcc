"""Finds and keeps answers by the key of their request."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from chassis.http.idempotency.models import IdempotencyKey

RETENTION = timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """What was answered; ``after`` is the token of the events that were emitted (``chassis.events.causality``)."""

    status: int
    content_type: str
    body: bytes
    after: str = ""


@dataclass(frozen=True)
class Slot:
    """The place of one request: who sent it, where to, and under which key."""

    scope: str
    path: str
    key: str

    def digest(self, purpose: str) -> bytes:
        """Return 32 bytes that only this service can make, and only knowing the client's key."""
        message = "\0".join([purpose, self.scope, self.path, self.key])
        return hmac.digest(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256)

    @property
    def id(self) -> bytes:
        """Return the primary key of the row."""
        return self.digest("id")

    @property
    def cipher(self) -> Fernet:
        """Return the cipher for the body of the answer."""
        return Fernet(base64.urlsafe_b64encode(self.digest("cipher")))


def fingerprint_of(body: bytes) -> bytes:
    """Return the keyed hash that tells one body from another."""
    return hmac.digest(settings.SECRET_KEY.encode(), body, hashlib.sha256)


def try_lock(slot: Slot) -> bool:
    """Take the slot until the end of the transaction; False when another transaction has it.

    The lock is a statement of its own: the one that reads the row must see what the last holder committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(slot.id[:8], signed=True)])
        return cursor.fetchone()[0]


def find(slot: Slot) -> IdempotencyKey | None:
    """Return the row of the slot if it is younger than 24 hours."""
    return IdempotencyKey.objects.filter(id=slot.id, created_at__gt=Now() - RETENTION).first()


def answer_of(slot: Slot, row: IdempotencyKey) -> Answer:
    """Return the answer that a row keeps."""
    return Answer(row.status, row.content_type, slot.cipher.decrypt(bytes(row.body)), row.after)


def keep(slot: Slot, *, fingerprint: bytes, answer: Answer) -> None:
    """Write the answer; a row that is older than 24 hours makes room."""
    row = IdempotencyKey(
        id=slot.id,
        fingerprint=fingerprint,
        status=answer.status,
        content_type=answer.content_type,
        body=slot.cipher.encrypt(answer.body),
        after=answer.after,
        created_at=Now(),
    )
    columns = ["fingerprint", "status", "content_type", "body", "after", "created_at"]
    IdempotencyKey.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=columns)
