"""Who blocks whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from chassis.ids import uuid7
from social_graph.models.follow import State


class Block(models.Model):
    """One block; never deleted, so that its version only grows.

    ``relations`` has a copy, written in the same transaction: ``relations.audience`` hides by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    blocker_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    blocked_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.CharField(max_length=10)
    """Active or none."""
    version = models.PositiveBigIntegerField()
    position = models.UUIDField(unique=True)
    """Its sort key in the list of blocks: set anew whenever it becomes active."""
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blocker_id", "blocked_id"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~Q(blocker_id=F("blocked_id")), name="nobody_blocks_themselves"),
            models.CheckConstraint(condition=Q(state__in=[State.ACTIVE, State.NONE]), name="a_block_has_a_known_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["blocker_id", "position"], condition=Q(state="active"), name="blocks_in_order"),
            models.Index(fields=["blocked_id", "position"], condition=Q(state="active"), name="blocks_of_blocked"),
        ]

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.blocker_id} {self.state} {self.blocked_id}"
