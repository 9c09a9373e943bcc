"""Deletions of accounts, and which services have erased their share."""

from typing import Any

from django.db import models
from django.db.models import Q


class Deletion(models.Model):
    """The deletion of an account. Whoever has the id, which nobody can guess, may read how far it is."""

    id = models.UUIDField(primary_key=True, editable=False)
    account_id = models.UUIDField(unique=True)
    requested_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "deletion"

    @property
    def services(self) -> list["DeletionPart"]:
        """Return its parts; selectors read them in order."""
        return list(self.parts.all())

    @property
    def state(self) -> str:
        """Return whether every service has erased the account."""
        return "erased" if all(part.erased_at for part in self.services) else "erasing"


class DeletionPart(models.Model):
    """Whether one service has erased the account."""

    deletion = models.ForeignKey(Deletion, on_delete=models.PROTECT, related_name="parts", db_index=False)
    service = models.CharField(max_length=50)
    erased_at = models.DateTimeField(null=True)

    objects: Any = models.Manager()

    class Meta:
        db_table = "deletion_part"
        constraints = [models.UniqueConstraint(fields=["deletion", "service"], name="one_part_per_service")]
        indexes = [models.Index(fields=["deletion"], name="deletion_part_left", condition=Q(erased_at=None))]

    @property
    def state(self) -> str:
        """Return whether the service has erased the account."""
        return "erased" if self.erased_at else "erasing"
