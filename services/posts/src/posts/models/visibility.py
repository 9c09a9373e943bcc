"""Who may read a post by itself."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from relations.audience import may_see_item


class Visibility(models.TextChoices):
    """Who may read a post, besides its author."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    FRIENDS = "friends"
    GROUP = "group"
    """The members of the post's group."""
    PRIVATE = "private"


READABLE_BY_FOLLOWERS = (Visibility.PUBLIC.value, Visibility.FOLLOWERS.value)
READABLE_BY_FRIENDS = (Visibility.PUBLIC.value, Visibility.FRIENDS.value)
"""What a tie to the author lets one read. Only posts with these are looked for, so hidden ones do not slow feeds."""


def readable_alone_by(viewer_id: UUID | None) -> Q:
    """Return the condition that a viewer might read a post if it quoted nothing; None is an anonymous one."""
    return Q(may_see_item(viewer_id, group="group_id"), deleted_at=None)
