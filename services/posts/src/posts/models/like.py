"""Likes: one row for each person and post, on or off."""

from uuid import UUID

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from chassis.ids import uuid7
from posts.models.post import Post

ON, OFF = "on", "off"


class Like(models.Model):
    """The state of one like. Its row is never deleted, because its version orders its events."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="likes", db_index=False)
    liker_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    state = models.CharField(max_length=8, default=OFF)
    version = models.PositiveBigIntegerField(default=0)
    place = models.UUIDField(default=uuid7)
    """Its sort key in the list of likes: a new, higher one each time the post is liked."""
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "liker_id"], name="one_like_per_account"),
            models.CheckConstraint(condition=Q(state__in=[ON, OFF]), name="like_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["post", "place"], name="likes_of_post", condition=Q(state=ON)),
            models.Index(fields=["liker_id", "place"], name="likes_of_liker", condition=Q(state=ON)),
        ]

    def __str__(self) -> str:
        """Return the pair."""
        return f"{self.liker_id} {self.state} {self.post_id}"


def is_liked_by(viewer_id: UUID | None) -> Coalesce:
    """Return the expression whether the viewer likes a post; false for anonymous viewers.

    The state is compared in the result and not in WHERE: for WHERE state = 'on' PostgreSQL may choose the index
    ``likes_of_post``, since most posts have few likes, and would read every like of a post that has many.
    """
    is_on = ExpressionWrapper(Q(state=ON), output_field=BooleanField())
    likes = Like.objects.filter(liker_id=viewer_id, post_id=OuterRef("id")) if viewer_id else Like.objects.none()
    return Coalesce(Subquery(likes.values_list(is_on)), Value(False))
