"""Whether the timelines in Redis have missed something."""

from django.db import models
from django.db.models import Q

ONLY = 1


class Staleness(models.Model):
    """Its one row says that something happened while Redis was away; it goes when the timelines are forgotten."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="timelines_are_stale_or_not")]

    def __str__(self) -> str:
        """Say it."""
        return "timelines are stale"
