"""Posts that are published later, and what became of them."""

from typing import ClassVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from chassis.ids import uuid7


class ScheduledState(models.TextChoices):
    """What became of a scheduled post."""

    WAITING = "waiting"
    PUBLISHED = "published"
    FAILED = "failed"


UNPUBLISHED = (ScheduledState.WAITING.value, ScheduledState.FAILED.value)
"""The states of those that are listed and counted, and that keep their media."""


class ScheduledPost(models.Model):
    """A post that is published when its time has come. A published one keeps its row for a while, without its words."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    author_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.CharField(max_length=16, choices=ScheduledState.choices, default=ScheduledState.WAITING)
    failure = models.CharField(max_length=64, blank=True, default="")
    """The code of the refusal, of one that failed."""
    content = models.JSONField(encoder=DjangoJSONEncoder)
    """The fields of the post as they were accepted; empty when it is published."""
    publish_at = models.DateTimeField()
    place = models.UUIDField(unique=True)
    """The sort key of lists: a UUIDv7 of ``publish_at``."""
    due_at = models.DateTimeField()
    """When to publish it: ``publish_at``, or later when an attempt met a fault of ours."""
    attempts = models.PositiveIntegerField(default=0)
    """How often such a fault was met."""
    post_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=ScheduledState.values), name="state_of_scheduled_post_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="published", post_id__isnull=False, content={})
                | (~Q(state="published") & Q(post_id=None)),
                name="published_means_with_a_post",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="posts_that_are_due", condition=Q(state="waiting")),
            models.Index(fields=["author_id"], name="published_schedule_of_author", condition=Q(state="published")),
            models.Index(fields=["publish_at"], name="published_schedule_by_age", condition=Q(state="published")),
            models.Index(fields=["publish_at"], name="failed_schedule_by_age", condition=Q(state="failed")),
            models.Index(
                fields=["author_id", "place"], name="schedule_of_author", condition=Q(state__in=["waiting", "failed"])
            ),
        ]

    def __str__(self) -> str:
        """Return the id, never the words."""
        return str(self.id)


def place_at(milliseconds: int) -> UUID:
    """Return a new UUIDv7 of a time in ms since 1970, so that a list can be sorted by a time that is not unique."""
    return UUID(int=milliseconds << 80 | uuid7().int & (1 << 80) - 1)
