"""Which pictures and documents a service keeps."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

KEPT, NEW, DISCARDED = "kept", "new", "discarded"


class Picture(models.Model):
    """One picture in three sizes, or one document as it came.

    Its row is older than its files, and is deleted after them: no file is unknown.

    Other tables refer to it by a foreign key, so that what is shown cannot be deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    """Random, and not an UUIDv7: who knows it can fetch the files."""
    owner_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.TextField(default=NEW)
    """NEW until something refers to it, DISCARDED when nothing does any more and its files are to be deleted."""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    """Pixels of the large size; 0 of a document, which has no blurhash either."""
    blurhash = models.TextField()
    media_type = models.TextField(default="", db_default="")
    """What a document is served as; empty for a picture."""
    name = models.TextField(default="", db_default="")
    """What a document is called when it is downloaded; empty for a picture."""
    bytes = models.PositiveIntegerField(default=0, db_default=0)
    """Of the large size, or of the document."""
    created_at = models.DateTimeField(db_default=Now())
    hidden_as = models.UUIDField(null=True)
    """What the names of its files begin with while its owner is hidden: random, so that nobody can fetch them."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[NEW, KEPT, DISCARDED]), name="a_picture_has_a_known_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=Q(state=NEW), name="new_pictures_by_age"),
            models.Index(fields=["owner_id"], name="pictures_of_owner"),
            models.Index(fields=["owner_id", "id"], condition=Q(hidden_as__isnull=False), name="hidden_pictures"),
        ]

    def __str__(self) -> str:
        """Return where it is kept."""
        return self.path

    @property
    def path(self) -> str:
        """Return the folder of its files, below the media folder and in addresses."""
        return path_of(self.id)


def path_of(picture_id: UUID) -> str:
    """Return the folder of a picture's files: ``profiles/0f/0f9c…``."""
    return f"{settings.SERVICE}/{picture_id.hex[:2]}/{picture_id.hex}"
