"""Likes: one row for each person and post, on or off."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from posts.models.mark import OFF, ON, PostMark


class Like(PostMark):
    """The state of one like of a post."""

    liker_id = models.UUIDField()
    """An account's id; the auth service owns it."""

    account_field, count_field = "liker_id", "likes_count"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "liker_id"], name="one_like_per_account"),
            models.CheckConstraint(condition=Q(state__in=[ON, OFF]), name="like_state_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "place"], name="likes_of_post", condition=Q(state=ON)),
            models.Index(fields=["liker_id", "place"], name="likes_of_liker", condition=Q(state=ON)),
        ]
