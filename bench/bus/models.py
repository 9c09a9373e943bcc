"""What a handler of a real service keeps: a relation by version, and a counter."""

from django.db import models


class Edge(models.Model):
    """The last known state of a relation."""

    source_id = models.UUIDField()
    target_id = models.UUIDField()
    state = models.TextField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_id", "target_id"], name="one_row_per_edge")]

    def __str__(self) -> str:
        """Return the state."""
        return self.state


class EdgeCount(models.Model):
    """How many relations end at somebody."""

    target_id = models.UUIDField(primary_key=True)
    count = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Return the count."""
        return str(self.count)
