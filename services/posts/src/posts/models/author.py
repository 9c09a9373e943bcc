"""Authors: how their posts reach their followers. Who follows whom is a tie of ``relations``."""

from typing import ClassVar

from django.db import models


class Author(models.Model):
    """How an account's posts reach its followers.

    Not a copy of another service's data: this service decides it once and stores it.

    ``services.authors`` says how an author with very many followers is switched to fan-out on read.
    """

    account_id = models.UUIDField(primary_key=True)
    """An account's id; the auth service owns it."""
    has_marked_follows = models.BooleanField(default=False, db_column="is_pulled")
    """Whether each new active follow of it gets a ``FanOutOnReadFollow``; never reset."""
    is_switched = models.BooleanField(default=False, db_default=False)
    """Whether all active follows have one, so that its new posts are merged into feeds when these are read."""

    def __str__(self) -> str:
        """Return the account's id."""
        return str(self.account_id)


class FanOutOnReadFollow(models.Model):
    """An active follow of an author with fan-out on read: the posts are merged into feeds when these are read.

    With it the feed finds the few such authors that an account follows without reading all its follows. It only
    provides candidates: the tie decides what is shown.
    """

    id = models.BigAutoField(primary_key=True)
    follower_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    followee_id = models.UUIDField()
    """An account's id; the auth service owns it."""

    class Meta:
        db_table = "posts_pulledfollow"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follower_id", "followee_id"], name="one_pulled_follow_per_pair"),
        ]

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.follower_id} follows {self.followee_id}"
