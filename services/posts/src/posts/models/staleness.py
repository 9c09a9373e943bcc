"""Which timelines in Redis have missed an update."""

from django.db import models
from django.db.models import Q

ONLY = 1


class StaleTimeline(models.Model):
    """An account whose timeline missed a change while Redis was unavailable; deleted together with the timeline."""

    account_id = models.UUIDField(primary_key=True)
    """An account's id; the auth service owns it."""

    def __str__(self) -> str:
        """Return the account's id."""
        return str(self.account_id)


class Staleness(models.Model):
    """No longer used: its row said that all timelines were stale. The next release removes the table."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="timelines_are_stale_or_not")]

    def __str__(self) -> str:
        """Return a fixed text."""
        return "timelines are stale"
