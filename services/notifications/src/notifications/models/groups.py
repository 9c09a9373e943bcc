"""Who waits to join which group, and who answers them."""

from typing import ClassVar
from uuid import UUID, uuid5

from django.db import models
from django.db.models import OuterRef, Q

from chassis.database.subqueries import has_row
from chassis.ids import uuid7
from relations.kinds import ACTIVE, MODERATORS
from relations.models import Membership


class JoinRequest(models.Model):
    """A request to join a group that waits for an answer; the social graph owns it. Answered ones have no row.

    Who becomes a moderator is notified of the requests that wait.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    group_id = models.UUIDField()
    """A group of the social graph."""
    account_id = models.UUIDField()
    """An account of the auth service."""
    version = models.PositiveBigIntegerField()
    """Of the membership."""
    requested_at = models.DateTimeField()

    class Meta:
        db_table = "join_request"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group_id", "account_id"], name="one_request_per_group_and_account"),
        ]

    def __str__(self) -> str:
        """Return the account and the group."""
        return f"{self.account_id} asks to join {self.group_id}"


def membership_id(*, group_id: UUID, account_id: UUID) -> UUID:
    """Return an id for what an account is to a group, which has none of its own: always the same one."""
    return uuid5(group_id, str(account_id))


def moderators(group_id: UUID | OuterRef) -> "models.QuerySet[Membership]":
    """Return those who answer requests to join a group; a role that is not known here answers none."""
    return Membership.objects.filter(group_id=group_id, state=ACTIVE, role__in=MODERATORS)


def moderates(account_id: UUID) -> Q:
    """Return the condition that an account answers requests to join the group that a notification is about."""
    return Q(has_row(moderators(OuterRef("target_id")).filter(account_id=account_id)))
