"""Media: the pictures and documents of posts."""

from uuid import UUID

from django.db import models
from django.db.models import Deferrable, Exists, OuterRef, Q

from chassis.ids import uuid7
from media.files import DOCUMENT, name_of
from media.models import Picture
from posts.models.post import Post

ALT_MAX_LENGTH = 1_500
MAX_OF_POST = 10


class MediumQuerySet(models.QuerySet["Medium"]):
    """Media, narrowed down to those somebody may see."""

    def visible_to(self, viewer_id: UUID | None) -> "MediumQuerySet":
        """Keep the media of posts that the viewer may read, and the viewer's own."""
        may_read = Q(is_of_post_visible_to(viewer_id))
        return self.filter(may_read if viewer_id is None else may_read | Q(owner_id=viewer_id))


def is_of_post_visible_to(viewer_id: UUID | None) -> Exists:
    """Return the condition that the viewer may read the post of a medium."""
    return Exists(Post.objects.visible_to(viewer_id).filter(id=OuterRef("post_id")))


class Medium(models.Model):
    """One picture or document, of a post or not yet; its files are those of a ``media.Picture``.

    Its row is deleted with it: no event names it, and its post has a version.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    """Another id than that of its files, which nobody is shown: in a bucket, who knows it may fetch them."""
    owner_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    picture = models.OneToOneField(Picture, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(max_length=ALT_MAX_LENGTH, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    position = models.PositiveSmallIntegerField(null=True)
    """Its place among the media of its post, from 0."""
    created_at = models.DateTimeField()

    objects = MediumQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "position"], name="one_medium_per_position", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(post=None, position=None) | Q(post__isnull=False, position__lt=MAX_OF_POST),
                name="attached_media_have_a_position",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_id", "id"], name="media_of_owner"),
            models.Index(fields=["owner_id"], name="unattached_media_of_owner", condition=Q(post=None)),
            models.Index(fields=["created_at"], name="unattached_media_by_age", condition=Q(post=None)),
        ]

    def stored_name(self, size: str = "large") -> str:
        """Return the name of its file in the storage: of a picture in a size, or of a document."""
        path = self.picture.path
        return f"{path}/{DOCUMENT}" if self.picture.media_type else name_of(path, size)

    def __str__(self) -> str:
        """Return the id, never the text."""
        return str(self.id)
