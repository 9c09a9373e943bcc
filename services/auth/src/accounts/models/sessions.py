"""Sessions, the exchanges of their tokens, and the devices that they began on."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models.accounts import Account
from chassis.ids import uuid7


class SessionQuerySet(models.QuerySet["Session"]):
    """Queries for sessions."""

    def alive(self, now: datetime) -> "SessionQuerySet":
        """Return those that have neither been revoked nor expired at ``now``."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class Session(models.Model):
    """One login on one device.

    It stores the ids of its tokens, never a token. A pair of tokens can be computed again from this row alone: ids,
    times and key determine every byte (ADR 52).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    current_token_id = models.UUIDField()
    previous_token_id = models.UUIDField(null=True)
    rotated_at = models.DateTimeField()
    key_id = models.CharField(max_length=64)  # kid that signed the current pair; the key is kept longer than the pair
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()  # to the hour: enough to recognise a session, too little to track a person
    device = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True)
    expires_at = models.DateTimeField()  # of the current refresh token; 180 days after created_at at the latest
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=20, blank=True)
    denied_until = models.DateTimeField(null=True)  # when the last access token of a revoked session has expired
    version = models.PositiveIntegerField(default=1)

    objects: Any = SessionQuerySet.as_manager()

    class Meta:
        db_table = "session"
        indexes = [
            models.Index(fields=["account", "id"], name="live_session_by_account", condition=Q(revoked_at=None)),
            models.Index(fields=["denied_until"], name="session_denied", condition=Q(denied_until__isnull=False)),
            models.Index(fields=["expires_at"], name="session_by_end"),
        ]

    @property
    def used_at(self) -> datetime:
        """Return when the session was last used, to the hour; in its first hour, when it began."""
        return max(self.last_used_at, self.created_at)


class KnownDevice(models.Model):
    """A device that an account was logged in to on: its name and its network, as a keyed hash."""

    id = models.BinaryField(primary_key=True, max_length=32)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    last_used_at = models.DateTimeField()  # of its last login

    objects: Any = models.Manager()

    class Meta:
        db_table = "known_device"
        indexes = [models.Index(fields=["last_used_at"], name="known_device_by_use")]


class Rotation(models.Model):
    """An exchange of a refresh token that had an Idempotency-Key, kept for 24 hours.

    Its pair can be computed again from this row and the session's, like the current one (ADR 52).
    """

    id = models.BinaryField(primary_key=True, max_length=32)  # keyed hash of the session and the Idempotency-Key
    exchanged_token_id = models.UUIDField()
    current_token_id = models.UUIDField()  # this and the next three as they were in the session after the exchange
    rotated_at = models.DateTimeField()
    key_id = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "rotation"
        indexes = [models.Index(fields=["rotated_at"], name="rotation_by_age")]
