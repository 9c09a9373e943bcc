"""Who has muted whom."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from chassis.ids import uuid7
from social_graph.models.follow import State


class MuteQuerySet(models.QuerySet["Mute"]):
    """Mutes."""

    def in_force(self) -> "MuteQuerySet":
        """Keep those that are active and not over; the worker has not ended some of those that are over."""
        return self.filter(Q(until=None) | Q(until__gt=Now()), state=State.ACTIVE)


class Mute(models.Model):
    """One mute; never deleted, so that its version only grows. The muted account cannot find out."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    muter_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    muted_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.CharField(max_length=10)
    """Active or none."""
    hides_notifications = models.BooleanField(default=False)
    """Whether the muter gets no notifications of what the muted account does."""
    until = models.DateTimeField(null=True)
    """When it ends; null where it has no end."""
    version = models.PositiveBigIntegerField()
    position = models.UUIDField(unique=True)
    """Its sort key in the list of mutes: set anew whenever it becomes active."""
    changed_at = models.DateTimeField(db_default=Now())

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["muter_id", "muted_id"], name="one_mute_per_pair"),
            models.CheckConstraint(condition=~Q(muter_id=F("muted_id")), name="nobody_mutes_themselves"),
            models.CheckConstraint(condition=Q(state__in=[State.ACTIVE, State.NONE]), name="a_mute_has_a_known_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["muter_id", "position"], condition=Q(state="active"), name="mutes_in_order"),
            models.Index(fields=["muted_id", "position"], condition=Q(state="active"), name="mutes_of_muted"),
            models.Index(fields=["until"], condition=Q(state="active", until__isnull=False), name="mutes_by_end"),
        ]

    def is_in_force(self, now: datetime) -> bool:
        """Return whether it is active and not over."""
        return self.state == State.ACTIVE and (self.until is None or self.until > now)

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.muter_id} {self.state} {self.muted_id}"
