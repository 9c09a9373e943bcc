"""Who is friends with whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from chassis.ids import uuid7


class Friend(models.TextChoices):
    """What an account is to another one, or has asked it."""

    FRIENDS = "friends"
    SENT = "sent"
    """The account has asked the other one."""
    RECEIVED = "received"
    """The other one has asked the account."""
    NONE = "none"


class Friendship(models.Model):
    """What one account is to another as a friend. Each pair has two rows, written together, so that every list is read
    by one index; never deleted, so that the version of the pair only grows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    other_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.CharField(max_length=10, choices=Friend.choices)
    version = models.PositiveBigIntegerField()
    """Of the pair: both rows have the same."""
    position = models.UUIDField()
    """The sort key in lists of both: set anew whenever one asks or they become friends."""
    changed_at = models.DateTimeField(db_default=Now())
    request_id = models.UUIDField(null=True)
    """The last request, of either; each request has a new id."""
    requested_by = models.UUIDField(null=True)
    """The account that sent it."""
    requested_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, default="")
    """Of the last request: an ``Outcome``, or empty while it waits or where there was none."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "other_id"], name="one_friendship_per_direction"),
            models.UniqueConstraint(fields=["request_id", "account_id"], name="one_friend_request_per_id"),
            models.CheckConstraint(condition=~Q(account_id=F("other_id")), name="nobody_befriends_themselves"),
            models.CheckConstraint(condition=Q(state__in=Friend.values), name="a_friendship_has_a_known_state"),
        ]
        indexes: ClassVar = [
            # With the friend in the index, lists of ids read no row of the table: suggestions read thousands.
            models.Index(
                fields=["account_id", "position"],
                include=["other_id"],
                condition=Q(state="friends"),
                name="friend_ids_in_order",
            ),
            models.Index(fields=["account_id", "position"], condition=Q(state="sent"), name="friend_requests_sent"),
            models.Index(
                fields=["account_id", "position"], condition=Q(state="received"), name="friend_requests_received"
            ),
        ]

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.account_id} {self.state} {self.other_id}"
