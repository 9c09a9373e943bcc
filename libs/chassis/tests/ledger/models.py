"""Tables of the ledger: the truth, and what is derived from it by events."""

from django.db import models
from django.db.models import Q


class Truth(models.Model):
    """An entry as its owner knows it."""

    id = models.UUIDField(primary_key=True)
    owner_id = models.UUIDField()
    state = models.TextField()
    version = models.BigIntegerField()

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Entry(models.Model):
    """The last known state of an entry."""

    owner_id = models.UUIDField()
    entry_id = models.UUIDField()
    state = models.TextField()
    version = models.BigIntegerField()
    note = models.TextField(default="made here")
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_id", "entry_id"], name="one_row_per_entry")]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.entry_id)


class Tally(models.Model):
    """How many entries of an owner are on."""

    owner_id = models.UUIDField(primary_key=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(count__gte=0), name="no_negative_tally")]

    def __str__(self) -> str:
        """Return the count."""
        return str(self.count)


class Call(models.Model):
    """A message to somebody outside: a rebuild must make none."""

    entry_id = models.UUIDField()

    def __str__(self) -> str:
        """Return the id."""
        return str(self.entry_id)


class Remedy(models.Model):
    """A mood that no longer makes the handler fail."""

    mood = models.TextField(primary_key=True)

    def __str__(self) -> str:
        """Return the mood."""
        return self.mood
