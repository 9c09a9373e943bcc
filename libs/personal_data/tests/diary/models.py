"""What people wrote into their diaries."""

from django.db import models

from chassis.ids import uuid7


class Entry(models.Model):
    """One entry of somebody's diary."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField()
    text = models.TextField()

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)
