"""Copies of data of the posts service: who may read which post, and what was deleted."""

from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q

from relations.audience import is_closed, is_restricted, may_see_item


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed down to those somebody may read."""

    def visible_to(self, reader: UUID | OuterRef) -> "PostQuerySet":
        """Keep what an account may read; it is given by its id or by a column of an outer query.

        A post with an unknown visibility can be read by its author only.
        """
        return self.filter(may_see_item(reader), is_deleted=False)

    def visible_in_any_state_of_author(self, reader: UUID | OuterRef) -> "PostQuerySet":
        """Keep the same, and what the reader may not read only because its author is suspended or private now.

        No event of the post says when it is shown again.
        """
        by_state = Q(is_closed("author_id")) | Q(is_restricted("author_id"), visibility="public")
        return self.filter(Q(may_see_item(reader)) | by_state, is_deleted=False)


class Post(models.Model):
    """The last known state of a post; the posts service owns it. A deleted one keeps its row and its version."""

    id = models.UUIDField(primary_key=True)
    author_id = models.UUIDField()  # an account of the auth service
    visibility = models.CharField(max_length=32)
    is_deleted = models.BooleanField()
    version = models.PositiveBigIntegerField()

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "post"


class Removal(models.Model):
    """A deleted post or comment: notifications that refer to it are not shown, and later events create none."""

    object_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "removal"
