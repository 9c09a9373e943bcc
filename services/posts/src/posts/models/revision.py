"""Revisions: what a post said before each edit."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F

from chassis.ids import uuid7
from posts.models.post import (
    CONTENT_WARNING_MAX_LENGTH,
    LANGUAGE_MAX_LENGTH,
    TEXT_MAX_LENGTH,
    TITLE_MAX_LENGTH,
    Post,
)
from relations.audience import may_see_item

WORDS = ("title", "text", "content_warning", "language")
"""The columns that a revision copies from its post."""


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions, narrowed down to those somebody may read."""

    def visible_to(self, viewer_id: UUID | None) -> "RevisionQuerySet":
        """Keep those whose own audience includes the viewer; whether it may read the post is another question.

        What was written for few stays with them when the post is later published for many.
        """
        author = F("post__author_id")
        visibility, group = F("visibility"), F("post__group_id")  # the only group that the post was ever in
        return self.filter(may_see_item(viewer_id, author=author, visibility=visibility, group=group))


class Revision(models.Model):
    """An earlier version of a post: its words, and who could read them."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    title = models.CharField(max_length=TITLE_MAX_LENGTH, blank=True)
    text = models.CharField(max_length=TEXT_MAX_LENGTH)
    content_warning = models.CharField(max_length=CONTENT_WARNING_MAX_LENGTH, blank=True)
    language = models.CharField(max_length=LANGUAGE_MAX_LENGTH, blank=True)
    visibility = models.CharField(max_length=16)
    """Who could read it when it was replaced."""
    written_at = models.DateTimeField()
    """When the author published it, or edited the post to it."""

    objects = RevisionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post", "id"], name="revisions_of_post")]

    def __str__(self) -> str:
        """Return the id, never the text."""
        return str(self.id)
