"""Who follows whom, from the social graph's events; it decides who may read posts for followers, and where posts go."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from chassis.ids import uuid7

ACTIVE = "active"


class FollowQuerySet(models.QuerySet["Follow"]):
    """Edges of the social graph."""

    def active(self) -> "FollowQuerySet":
        """Keep those that hold now; a state that this code does not know is none of them."""
        return self.filter(state=ACTIVE)

    def of(self, follower_id: UUID) -> "FollowQuerySet":
        """Keep those of one follower that hold now."""
        return self.active().filter(follower_id=follower_id)


class Follow(models.Model):
    """The last known state of one edge. It is never deleted, so that a late event cannot bring an old state back."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    follower_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    followee_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.CharField(max_length=32)
    version = models.PositiveBigIntegerField()
    is_pulled = models.BooleanField(default=False)
    """Marked: the followee's ``Author.is_pulled``, to find the few such edges of a follower without looking at all."""

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower_id", "followee_id"], name="one_edge_per_pair"),
        ]
        indexes = [
            models.Index(fields=["followee_id", "follower_id"], name="active_followers", condition=Q(state=ACTIVE)),
            models.Index(fields=["follower_id"], name="pulled_followees", condition=Q(state=ACTIVE, is_pulled=True)),
        ]

    def __str__(self) -> str:
        """Return the edge."""
        return f"{self.follower_id} {self.state} {self.followee_id}"


class Author(models.Model):
    """How an account's posts reach its followers. No copy of others' facts: it is decided here, once, and kept.

    ``services.authors`` says how an author with very many followers is switched to fan-out on read.
    """

    account_id = models.UUIDField(primary_key=True)
    """An account's id; the auth service owns it."""
    is_pulled = models.BooleanField(default=False)
    """Whether edges to it are marked. Once it is so it stays so."""
    is_switched = models.BooleanField(default=False, db_default=False)
    """Whether all edges to it are marked, so that its new posts are merged into feeds when these are read."""

    def __str__(self) -> str:
        """Return the account's id."""
        return str(self.account_id)
