"""Exports: archives of everything that an account has."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chassis.ids import uuid7


class ArchiveState(models.TextChoices):
    """How far an archive is; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


UNFINISHED = (ArchiveState.QUEUED, ArchiveState.RUNNING)

LIVE = (*UNFINISHED, ArchiveState.READY)


class Archive(models.Model):
    """Everything that an account has in all services, as a zip. The row is older than its file, and goes after it.

    It refers to the account by its id alone: the file is deleted after the account is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=ArchiveState.choices, default=ArchiveState.QUEUED)
    services = ArrayField(models.CharField(max_length=40))  # those that are asked, in this order
    services_done = models.PositiveIntegerField(default=0)
    file_id = models.UUIDField(default=uuid4)  # random: who knows it is nearer to the file
    size = models.PositiveBigIntegerField(default=0)  # bytes of the file; what is behind them is not valid
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # set when it is ready
    closed_at = models.DateTimeField(null=True)  # when its file was deleted

    objects: Any = models.Manager()

    class Meta:
        db_table = "archive"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ArchiveState.values), name="an_archive_has_a_known_state"),
            models.UniqueConstraint(fields=["account_id"], condition=Q(state__in=LIVE), name="one_archive_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["account_id", "id"], name="archives_of_account"),
            models.Index(fields=["expires_at"], condition=Q(state="ready"), name="archives_to_expire"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="archives_by_end"),
        ]

    def state_at(self, now: datetime) -> str:
        """Return its state; one that is ready expires by the clock, whenever the worker deletes the file."""
        is_over = self.state == ArchiveState.READY and self.expires_at is not None and self.expires_at <= now
        return ArchiveState.EXPIRED.value if is_over else self.state

    @property
    def progress(self) -> dict[str, int]:
        """Return how many services have given their share."""
        return {"done": self.services_done, "total": len(self.services)}


class ArchiveMember(models.Model):
    """One file in an archive: the entry of the zip's directory, and what the list of contents says of it."""

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=300)
    is_packed = models.BooleanField()
    header_offset = models.PositiveBigIntegerField()
    crc = models.PositiveBigIntegerField()
    packed_size = models.PositiveBigIntegerField()
    raw_size = models.PositiveBigIntegerField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "archive_member"
        constraints = [
            models.UniqueConstraint(fields=["archive", "name"], name="one_archive_member_per_name"),
        ]
