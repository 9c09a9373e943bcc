"""What suggestions are made of beside the relations: who is popular, and whom an account does not want to see."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from chassis.ids import uuid7


class Dismissal(models.Model):
    """An account that another one does not want to be suggested any more."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField()
    """Who has dismissed it; an account of the auth service."""
    dismissed_id = models.UUIDField(db_index=True)
    """Who is not suggested; likewise."""
    dismissed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "dismissed_id"], name="one_dismissal_per_pair"),
        ]

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.account_id} dismissed {self.dismissed_id}"


class Popular(models.Model):
    """One of the accounts with the most followers; counted anew every few minutes."""

    account_id = models.UUIDField(primary_key=True)
    """An account's id; the auth service owns it."""
    followers_count = models.BigIntegerField()

    def __str__(self) -> str:
        """Return the account's id."""
        return str(self.account_id)
