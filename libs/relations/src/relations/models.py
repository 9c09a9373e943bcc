"""Copies of the relations between people that other services own. Rows are never deleted, their versions only grow.

A state that this code does not know has no effect: only ``active`` gives or takes a right, and only the states of a
``AccountState`` that are named here close an account.
"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from chassis.ids import uuid7
from relations.kinds import ACTIVE, MODERATORS, Kind


class TieQuerySet(models.QuerySet["Tie"]):
    """Ties between two accounts."""

    def active(self, kind: Kind) -> "TieQuerySet":
        """Keep the active ones of one kind."""
        return self.filter(kind=kind, state=ACTIVE)

    def follows_to(self, followee_id: UUID) -> "TieQuerySet":
        """Keep those by which others follow an account now."""
        return self.active(Kind.FOLLOW).filter(target_id=followee_id)


class Tie(models.Model):
    """The last known state of one relation from an account to another; the social graph owns it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=16)
    """One of ``Kind``, or one that a later version knows."""
    source_id = models.UUIDField()
    """The account that follows, blocks or mutes; an account of the auth service."""
    target_id = models.UUIDField()
    """The account that is followed, blocked or muted; likewise."""
    state = models.CharField(max_length=32)
    version = models.PositiveBigIntegerField()

    objects = TieQuerySet.as_manager()

    class Meta:
        db_table = "tie"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "source_id", "target_id"], name="one_tie_per_kind_and_pair"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "target_id", "source_id"], name="active_ties_of_target", condition=Q(state=ACTIVE)
            ),
        ]

    def __str__(self) -> str:
        """Return the tie."""
        return f"{self.source_id} {self.kind} {self.state} {self.target_id}"


class Membership(models.Model):
    """The last known state of one account in one group; the social graph owns it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    group_id = models.UUIDField()
    """A group of the social graph."""
    account_id = models.UUIDField()
    """An account of the auth service."""
    role = models.CharField(max_length=16)
    """The member's role in the group: owner, admin, moderator or member."""
    state = models.CharField(max_length=32)
    version = models.PositiveBigIntegerField()

    class Meta:
        db_table = "membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_id", "account_id"], name="one_membership_per_group_and_account"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account_id", "group_id"], name="groups_of_account", condition=Q(state=ACTIVE)),
            models.Index(
                fields=["group_id", "account_id"],
                name="moderators_of_group",
                condition=Q(state=ACTIVE, role__in=MODERATORS),
            ),
        ]

    def __str__(self) -> str:
        """Return the membership."""
        return f"{self.account_id} {self.state} in {self.group_id}"


class AccountState(models.Model):
    """A state of an account that affects who may see its items.

    Without a row the account is active and open to everybody. Each kind has its own owner, and therefore its own
    version and row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField()
    """An account of the auth service."""
    kind = models.CharField(max_length=16)
    """``account``: owned by the auth service; ``privacy``: owned by the profiles service."""
    state = models.CharField(max_length=32)
    """``active``, ``suspended`` or ``deleted`` of an account; ``open`` or ``private`` of its privacy."""
    version = models.PositiveBigIntegerField()

    class Meta:
        db_table = "standing"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "kind"], name="one_standing_per_account_and_kind"),
        ]

    def __str__(self) -> str:
        """Return the account and its state."""
        return f"{self.account_id} {self.kind} {self.state}"
