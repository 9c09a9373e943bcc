"""Who follows whom, as versioned edges."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from chassis.ids import uuid7


class State(models.TextChoices):
    """Whether an edge is active."""

    ACTIVE = "active"
    REQUESTED = "requested"
    """The followee is private and has not answered."""
    NONE = "none"


class Outcome(models.TextChoices):
    """What became of a request; while it waits it has none."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    """By its sender, or because one of the two has blocked the other or was deleted."""


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
    """Its sort key in lists: set anew whenever the edge is requested or becomes active, so that the newest is listed
    first."""
    changed_at = models.DateTimeField(db_default=Now())
    request_id = models.UUIDField(null=True)
    """The last request of the follower; each request has a new id."""
    requested_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, default="", db_default="")
    """Of the last request: an ``Outcome``, or empty while it waits or where there was none."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follower_id", "followee_id"], name="one_edge_per_pair"),
            models.CheckConstraint(condition=~Q(follower_id=F("followee_id")), name="nobody_follows_themselves"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="a_follow_is_in_a_known_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["followee_id", "position"], condition=Q(state="active"), name="followers_in_order"),
            # With the followee in the index, lists of ids read no row of the table: suggestions read thousands.
            models.Index(
                fields=["follower_id", "position"],
                include=["followee_id"],
                condition=Q(state="active"),
                name="followees_in_order",
            ),
            models.Index(
                fields=["followee_id", "position"], condition=Q(state="requested"), name="follow_requests_received"
            ),
            models.Index(
                fields=["follower_id", "position"], condition=Q(state="requested"), name="follow_requests_sent"
            ),
            models.Index(fields=["request_id"], condition=Q(request_id__isnull=False), name="follow_by_request"),
        ]
