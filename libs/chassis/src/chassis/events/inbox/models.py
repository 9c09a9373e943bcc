"""The events that reached this service: handled, parked, and being attempted."""

from django.db import models
from django.db.models.functions import Now


class InboxEntry(models.Model):
    """An event that had its effect; written in the transaction of the effect.

    The key is the event's id alone, because the database belongs to one service, which is the one consumer.
    """

    event_id = models.UUIDField(primary_key=True)
    type = models.TextField()
    handled_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inbox"
        indexes = [models.Index(fields=["handled_at"], name="inbox_by_handling")]

    def __str__(self) -> str:
        """Return the type and id."""
        return f"{self.type} {self.event_id}"


class ParkedEvent(models.Model):
    """An event that this version has no handler for; it waits for a version that has one, or for its expiry."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    type = models.TextField()
    headers = models.TextField()
    """A JSON object: the message's headers, without those of the bus."""
    body = models.BinaryField()
    tries = models.IntegerField(db_default=0)
    """How often a worker has taken it."""
    due_at = models.DateTimeField(db_default=Now())
    """When it may be taken: at once, or when the lease of the worker that has taken it ends."""
    parked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inbox_parked"
        indexes = [models.Index(fields=["type", "due_at", "id"], name="inbox_parked_due")]

    def __str__(self) -> str:
        """Return the type and id, never the body."""
        return f"{self.type} {self.event_id}"


class Attempt(models.Model):
    """How often handling a redelivered event was begun and not finished, i.e. how often the process died."""

    event_id = models.UUIDField(primary_key=True)
    count = models.IntegerField()
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inbox_attempt"
        indexes = [models.Index(fields=["last_at"], name="inbox_attempt_by_age")]

    def __str__(self) -> str:
        """Return the id and the count."""
        return f"{self.event_id} begun {self.count} times"
