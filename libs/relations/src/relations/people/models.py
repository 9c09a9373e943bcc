"""The local copy of people's names."""

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """An account as others see it. The id is the account's, owned by the auth service; ``version`` is the profile's."""

    id = models.UUIDField(primary_key=True)
    username = models.TextField()
    display_name = models.TextField()
    avatar_path = models.TextField(default="", db_default="")
    """The folder of the picture, below the media folder and in addresses; empty where there is none."""
    avatar_blurhash = models.TextField(default="", db_default="")
    hides_connections = models.BooleanField(default=False, db_default=False)
    """Whether only the account itself may see its connections."""
    is_discoverable = models.BooleanField(default=True, db_default=True)
    """Whether it may be proposed to people who do not look for it."""
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "person"
        indexes: ClassVar = [models.Index(fields=["username", "id"], name="person_by_username")]

    @property
    def avatar(self) -> dict[str, str] | None:
        """Return what ``AvatarOut`` is made of; None where there is no picture."""
        return {"path": self.avatar_path, "blurhash": self.avatar_blurhash} if self.avatar_path else None

    def __str__(self) -> str:
        """Return the handle."""
        return f"@{self.username}"
