"""What this service remembers of the events that reached it."""

from django.db import models
from django.db.models.functions import Now


class InboxEntry(models.Model):
    """An event that had its effect; written in the transaction of the effect.

    A database belongs to one service, and that is its one consumer: the event's id alone is the key.
    """

    event_id = models.UUIDField(primary_key=True)
    type = models.TextField()
    handled_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inbox"

    def __str__(self) -> str:
        """Return the type and id."""
        return f"{self.type} {self.event_id}"


class Attempt(models.Model):
    """How often a redelivered event was begun alone and not finished, that is: how often the process died over it."""

    event_id = models.UUIDField(primary_key=True)
    count = models.IntegerField()
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inbox_attempt"

    def __str__(self) -> str:
        """Return the id and the count."""
        return f"{self.event_id} begun {self.count} times"
