"""The local copy of people's names."""

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """An account as others see it. The id is the account's, owned by the auth service; ``version`` is the profile's."""

    id = models.UUIDField(primary_key=True)
    username = models.TextField()
    display_name = models.TextField()
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "person"
        indexes: ClassVar = [models.Index(fields=["username", "id"], name="person_by_username")]

    def __str__(self) -> str:
        """Return the handle."""
        return f"@{self.username}"
