"""Marks: what an account sets on a post or a comment and takes back again, as a like."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from chassis.errors import NotFound
from chassis.ids import uuid7
from posts.errors import PostNotFound
from posts.models.post import Post

ON, OFF = "on", "off"


class Mark(models.Model):
    """The state of one mark: one row for each account and object, on or off.

    The row is never deleted, because its version orders its events.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    state = models.CharField(max_length=8, default=OFF)
    version = models.PositiveBigIntegerField(default=0)
    place = models.UUIDField(default=uuid7)
    """Its sort key in lists: a new, higher one each time it is set."""
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    account_field: ClassVar[str]
    """The name of the column with the account that sets it."""
    object_field: ClassVar[str]
    """The name of the foreign key to what is marked."""
    count_field: ClassVar[str]
    """The name of the count beside what is marked."""
    missing: ClassVar[type[NotFound]]
    """The refusal where what is marked is gone."""

    @classmethod
    def marked_model(cls) -> type[models.Model]:
        """Return the model of what is marked."""
        return cls._meta.get_field(cls.object_field).related_model  # type: ignore[return-value]

    def __str__(self) -> str:
        """Return the pair."""
        return f"{getattr(self, self.account_field)} {self.state} {getattr(self, self.object_field + '_id')}"


class PostMark(Mark):
    """The state of a mark on a post."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="%(class)ss", db_index=False)

    object_field = "post"
    missing = PostNotFound

    class Meta:
        abstract = True


def is_marked_by(model: type[Mark], viewer_id: UUID | None) -> Coalesce:
    """Return the expression whether the viewer has marked the post or comment of a row; false for anonymous ones.

    The state is compared in the result and not in WHERE: for WHERE state = 'on' PostgreSQL may choose the index of the
    marks of an object, since most have few, and would read every mark of one that has many.
    """
    is_on = ExpressionWrapper(Q(state=ON), output_field=BooleanField())
    own = {model.account_field: viewer_id, f"{model.object_field}_id": OuterRef("id")}
    marks = model._default_manager.filter(**own) if viewer_id else model._default_manager.none()
    return Coalesce(Subquery(marks.values_list(is_on)), Value(False))
