"""What a handler of a real service keeps: a follow by version, and a counter."""

from django.db import models


class Follow(models.Model):
    """The last known state of a follow."""

    follower_id = models.UUIDField()
    followee_id = models.UUIDField()
    state = models.TextField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower_id", "followee_id"], name="one_row_per_follow")]

    def __str__(self) -> str:
        """Return the state."""
        return self.state


class FollowerCount(models.Model):
    """How many followers an account has."""

    followee_id = models.UUIDField(primary_key=True)
    count = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Return the count."""
        return str(self.count)
