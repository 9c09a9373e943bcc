"""Finds and stores answers by the key of their request."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.db.models.functions import Now

from chassis.database.prepared import Prepared, PreparedText
from chassis.http.idempotency.models import IdempotencyKey

RETENTION = timedelta(hours=24)
LOCK = PreparedText("SELECT pg_try_advisory_xact_lock($1)", ["bigint"])
KEEP = PreparedText(
    """
    INSERT INTO idempotency_key (id, fingerprint, status, content_type, body, after)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
        content_type = excluded.content_type, body = excluded.body, after = excluded.after,
        created_at = excluded.created_at
    """,
    ["bytea", "bytea", "int", "text", "bytea", "text"],
)


class Row(NamedTuple):
    """The stored columns of an answer; see ``IdempotencyKey``."""

    fingerprint: memoryview
    status: int
    content_type: str
    body: memoryview
    after: str


@dataclass(frozen=True)
class Answer:
    """What was answered; ``after`` is the token of the events that were emitted (``chassis.events.causality``)."""

    status: int
    content_type: str
    body: bytes
    after: str = ""


@dataclass(frozen=True)
class Slot:
    """Identifies one request: its sender, its path and its key."""

    scope: str
    path: str
    key: str

    def digest(self, purpose: str) -> bytes:
        """Return 32 bytes that only this service can compute, and only with the client's key."""
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
    """Return the keyed hash by which bodies are compared."""
    return hmac.digest(settings.SECRET_KEY.encode(), body, hashlib.sha256)


def fingerprint_of_form(form: Any) -> bytes:
    """Return the keyed hash by which forms are compared: their fields, with the contents and types of files.

    The bytes of two equal forms differ, because a client separates their parts by random texts.
    """
    parts = [(name, _said(form[name])) for name in sorted(form)]
    return fingerprint_of(json.dumps(["form", parts]).encode())


def _said(value: Any) -> list[Any]:
    if isinstance(value, list):  # several files of one name
        return ["files", *map(_said, value)]
    if not isinstance(value, UploadedFile):
        return ["text", str(value)]
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return ["file", str(value.content_type), digest.hexdigest()]


def try_lock(slot: Slot) -> bool:
    """Take the slot until the end of the transaction; False when another transaction has it.

    The lock is a separate statement, because the one that reads the row must see what the previous holder committed.
    """
    ((is_taken,),) = LOCK.rows(int.from_bytes(slot.id[:8], signed=True))
    return bool(is_taken)


@Prepared
def _kept(slot_id: bytes) -> QuerySet:
    return IdempotencyKey.objects.filter(id=slot_id, created_at__gt=Now() - RETENTION).values_list(*Row._fields)


def find(slot: Slot) -> Row | None:
    """Return the row of the slot if it is younger than 24 hours."""
    rows = _kept(slot.id)
    return Row(*rows[0]) if rows else None


def answer_of(slot: Slot, row: Row) -> Answer:
    """Return the answer that a row keeps."""
    return Answer(row.status, row.content_type, slot.cipher.decrypt(bytes(row.body)), row.after)


def keep(slot: Slot, *, fingerprint: bytes, answer: Answer) -> None:
    """Write the answer; a row that is older than 24 hours is overwritten."""
    body = slot.cipher.encrypt(answer.body)
    KEEP.rows(slot.id, fingerprint, answer.status, answer.content_type, body, answer.after)
