"""Pictures of registrations, until the profiles service has them."""

from typing import Any

from django.db import models

from accounts.models.accounts import Account


class RegistrationPicture(models.Model):
    """The picture of a registration, checked and encoded, until the profiles service has it (ADR 105)."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    blurhash = models.TextField()
    small = models.BinaryField()
    medium = models.BinaryField()
    large = models.BinaryField()  # the sizes as WebP, some hundred kB together
    created_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "registration_picture"
