"""Drafts: posts that are not finished, which nobody else sees."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from chassis.ids import uuid7


class Draft(models.Model):
    """An unfinished post."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    content = models.JSONField(encoder=DjangoJSONEncoder)
    """The fields of a post, as far as they are written."""
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account_id", "id"], name="drafts_of_account")]

    def __str__(self) -> str:
        """Return the id, never the words."""
        return str(self.id)
