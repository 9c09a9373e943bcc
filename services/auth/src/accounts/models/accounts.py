"""Accounts, their suspensions, and the names that nobody gets again."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.usernames import PATTERN
from chassis.ids import time_of, uuid7


def default_roles() -> list[str]:
    """Return the roles of a new account."""
    return ["user"]


OF_STAFF = ~Q(roles=default_roles())
"""The accounts with more roles than the one that all have."""


class State(models.TextChoices):
    """Whether an account may log in, and whether others see what it made."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"
    """The row stays as a tombstone without a name, an address and a password."""


HAS_OWNER = (State.ACTIVE, State.SUSPENDED)
"""The states of an account that the staff may act on; in any other it is gone."""


class Account(AbstractBaseUser):
    """Somebody who may log in: Django's user, trimmed to what is used.

    Several accounts may have one e-mail address until one of them has verified it (ADR 51).
    """

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=30, unique=True)
    email = models.CharField(max_length=254)
    email_verified = models.BooleanField(default=False)
    has_second_factor = models.BooleanField(default=False, db_default=False)
    roles = ArrayField(models.CharField(max_length=20), default=default_roles)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ACTIVE, db_default=State.ACTIVE.value)
    state_version = models.PositiveBigIntegerField(default=1, db_default=1)  # 1 as registered, one more per change
    state_changed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    """The time in the id: whoever has only the id, as services without the event of the registration, knows it too."""
    last_login: Any = None  # removes Django's column: sessions know when they were used

    objects: Any = models.Manager()

    class Meta:
        db_table = "account"
        indexes = [
            models.Index(fields=["email", "id"], name="account_by_email"),
            models.Index(fields=["id"], name="account_with_state", condition=Q(state_version__gt=1)),
            models.Index(fields=["id"], name="account_of_staff", condition=OF_STAFF),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(username__regex=r"^[a-z0-9_.]{3,30}$"), name="username_is_folded"),
            models.CheckConstraint(condition=Q(username__regex=PATTERN), name="username_is_readable"),
            models.UniqueConstraint(
                fields=["email"], condition=Q(email_verified=True), name="one_account_per_verified_email"
            ),
        ]

    @classmethod
    def new(cls, **values: Any) -> "Account":
        """Return an account, not stored yet, that was created now."""
        account_id = uuid7()
        return cls(id=account_id, created_at=time_of(account_id), **values)

    @property
    def suspension(self) -> "Suspension | None":
        """Return why the account is suspended, or None; selectors of the staff read it with the account."""
        return getattr(self, "held_suspension", None)


class Suspension(models.Model):
    """Why an account is suspended, and until when; the row exists as long as it is."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="held_suspension")
    by_id = models.UUIDField()
    """The account of the moderator or administrator; it may be deleted meanwhile."""
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects: Any = models.Manager()

    class Meta:
        db_table = "suspension"
        indexes = [models.Index(fields=["until"], name="suspension_by_end", condition=Q(until__isnull=False))]


class RetiredUsername(models.Model):
    """A username that a deleted account had, as a keyed hash: nobody gets it again, and the name itself is gone."""

    digest = models.BinaryField(primary_key=True, max_length=32)

    objects: Any = models.Manager()

    class Meta:
        db_table = "retired_username"
