"""The table of events that this service emits; the relay moves them to the broker."""

from django.db import models
from django.db.models.functions import Now

from chassis.ids import uuid7


class OutboxEntry(models.Model):
    """One event, written in the transaction of its change and kept for seven days after it was published."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True, default=uuid7)
    type = models.TextField()
    subject = models.TextField()
    sequence = models.BigIntegerField()
    traceparent = models.TextField(default="")
    request_id = models.TextField(default="", db_default="")
    """The id of the request that caused the event, also through other events; empty when there was none."""
    data = models.TextField()
    person_id = models.UUIDField(null=True)
    """The account whose name or words the event contains; null where it contains ids and states only."""
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(db_default=0)  # failed ones, since the last lost connection
    retry_at = models.DateTimeField(null=True)  # while the row is set aside; the relay's next attempt

    class Meta:
        db_table = "outbox"
        indexes = [
            models.Index(fields=["person_id"], name="outbox_of_person", condition=models.Q(person_id__isnull=False)),
            models.Index(fields=["id"], name="outbox_unpublished", condition=models.Q(published_at=None)),
            models.Index(fields=["id"], name="outbox_fresh", condition=models.Q(published_at=None, retry_at=None)),
            models.Index(
                fields=["retry_at"],
                name="outbox_set_aside",
                condition=models.Q(published_at=None, retry_at__isnull=False),
            ),
            models.Index(
                fields=["published_at"],
                name="outbox_by_publishing",
                condition=models.Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the type and subject, never the data."""
        return f"{self.type} {self.subject}"


class VersionEpoch(models.Model):
    """Its one row has the floor that is added to every emitted version; there is none before the first restore."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    floor = models.BigIntegerField()

    class Meta:
        db_table = "version_epoch"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_version_epoch")]

    def __str__(self) -> str:
        """Return the floor."""
        return str(self.floor)
