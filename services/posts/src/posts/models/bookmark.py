"""Bookmarks: posts that an account has saved, which nobody else sees."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from posts.models.mark import OFF, ON, PostMark


class Bookmark(PostMark):
    """The state of one bookmark. It has no events, because it concerns nobody else."""

    account_id = models.UUIDField()
    """An account's id; the auth service owns it."""

    account_field, count_field = "account_id", "bookmarks_count"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "account_id"], name="one_bookmark_per_account"),
            models.CheckConstraint(condition=Q(state__in=[ON, OFF]), name="bookmark_state_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account_id", "place"], name="bookmarks_of_account", condition=Q(state=ON)),
        ]
