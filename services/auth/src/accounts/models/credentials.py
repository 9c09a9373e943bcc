"""What somebody logs in or is recognised with, beside the password."""

from typing import Any

from django.db import models

from accounts.models.accounts import Account
from chassis.ids import uuid7


class EmailLink(models.Model):
    """A link that was mailed and has not been used. Its token is not stored: it follows from the id (ADR 110)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    email = models.CharField(max_length=254)  # where it was sent, and what its use verifies
    expires_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "email_link"
        indexes = [models.Index(fields=["expires_at"], name="email_link_by_end")]


class SecondFactor(models.Model):
    """The secret of an account's authenticator app; a set-up until the account has a second factor (ADR 112)."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="+")
    sealed_secret = models.BinaryField()  # encrypted with a key made from SIGNING_KEYS_SECRET
    last_step = models.BigIntegerField(default=0)  # that a code was used of: earlier codes and this one are refused
    wrong_count = models.PositiveSmallIntegerField(default=0)  # of wrong codes since wrong_since
    wrong_since = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # of a set-up; null once it is confirmed
    enabled_at = models.DateTimeField(null=True)  # when it was confirmed
    on_trial_until = models.DateTimeField(null=True)  # before this time a new password by mail disables it

    objects: Any = models.Manager()

    class Meta:
        db_table = "second_factor"
        indexes = [models.Index(fields=["expires_at"], name="second_factor_by_end")]


class RecoveryCode(models.Model):
    """A recovery code that has not been used, as a keyed hash."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    objects: Any = models.Manager()

    class Meta:
        db_table = "recovery_code"
