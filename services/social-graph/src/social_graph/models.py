"""Who follows whom, as versioned edges."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from chassis.ids import uuid7


class State(models.TextChoices):
    """Whether an edge is active."""

    ACTIVE = "active"
    NONE = "none"


class Follow(models.Model):
    """One edge; never deleted, so that its version only grows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    follower_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    followee_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.CharField(max_length=10, choices=State.choices)
    version = models.PositiveBigIntegerField()
    position = models.UUIDField(unique=True)
    """Its sort key in lists: set anew whenever the edge becomes active, so that the newest is listed first."""
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follower_id", "followee_id"], name="one_edge_per_pair"),
            models.CheckConstraint(condition=~Q(follower_id=F("followee_id")), name="nobody_follows_themselves"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="a_follow_has_a_known_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["followee_id", "position"], condition=Q(state="active"), name="followers_in_order"),
            models.Index(fields=["follower_id", "position"], condition=Q(state="active"), name="following_in_order"),
        ]
