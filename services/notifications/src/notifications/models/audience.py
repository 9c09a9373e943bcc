"""Copies of facts of the posts service: who may read which post, and what no longer exists."""

from uuid import UUID

from django.db import models
from django.db.models import OuterRef

from relations.audience import sees


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed down to those somebody may read."""

    def visible_to(self, reader: UUID | OuterRef) -> "PostQuerySet":
        """Keep what somebody may read, given by the id or by a column of an outer query.

        An audience that this code does not know is nobody but the author.
        """
        return self.filter(sees(reader), is_deleted=False)


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
    """A post or comment that no longer exists: what refers to it is not shown, later events notify nobody."""

    object_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "removal"
