"""One table to list, count and fill."""

from django.db import models

from chassis.ids import uuid7


class Note(models.Model):
    """A text of somebody."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.BigIntegerField(unique=True, null=True)
    text = models.TextField()
    is_hidden = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)
