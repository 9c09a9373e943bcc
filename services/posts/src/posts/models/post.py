"""Posts, and the one definition of who may read them."""

from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from chassis.ids import uuid7
from posts.models.audience import Follow

TITLE_MAX_LENGTH = 255
TEXT_MAX_LENGTH = 5_000
CONTENT_WARNING_MAX_LENGTH = 200
LANGUAGE_MAX_LENGTH = 35
"""RFC 5646, section 4.4.1: no language tag in use is longer."""


class Visibility(models.TextChoices):
    """Who may read a post."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    PRIVATE = "private"


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed down to those somebody may read."""

    def visible_to(self, viewer_id: UUID | None) -> "PostQuerySet":
        """Keep what the viewer may read; None is an anonymous caller. Every read in this service goes through it."""
        live = self.filter(deleted_at=None)
        may_read = Q(visibility=Visibility.PUBLIC)
        if viewer_id is None:
            return live.filter(may_read)
        may_read |= Q(author_id=viewer_id)
        may_read |= Q(is_followed_by(viewer_id), visibility=Visibility.FOLLOWERS)
        return live.filter(may_read)

    def in_feed_of(self, account_id: UUID) -> "PostQuerySet":
        """Keep what belongs in an account's feed now: own posts, and those of whom it follows, if it may read them."""
        return self.visible_to(account_id).filter(Q(author_id=account_id) | Q(is_followed_by(account_id)))


def is_followed_by(account_id: UUID) -> Exists:
    """Return the condition that an account follows the author of a post."""
    return Exists(Follow.objects.of(account_id).filter(followee_id=OuterRef("author_id")))


class Post(models.Model):
    """A post. A deleted one keeps its row, without its words, so that nothing late can bring it back."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    author_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    title = models.CharField(max_length=TITLE_MAX_LENGTH, blank=True)
    text = models.CharField(max_length=TEXT_MAX_LENGTH)
    content_warning = models.CharField(max_length=CONTENT_WARNING_MAX_LENGTH, blank=True)
    language = models.CharField(max_length=LANGUAGE_MAX_LENGTH, blank=True)
    visibility = models.CharField(max_length=16, choices=Visibility.choices)
    likes_count = models.BigIntegerField(default=0)
    comments_count = models.BigIntegerField(default=0)
    is_pulled = models.BooleanField(default=False)
    """Whether followers' feeds find it when they are read, rather than through a copy of its id in every timeline."""
    version = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="post_visibility_is_known"),
            models.CheckConstraint(condition=Q(likes_count__gte=0), name="post_likes_are_not_negative"),
            models.CheckConstraint(condition=Q(comments_count__gte=0), name="post_comments_are_not_negative"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(title="", text="", content_warning=""),
                name="deleted_posts_have_no_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["author_id", "id"],
                include=["visibility", "is_pulled"],
                name="posts_of_author",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["id"], name="public_posts", condition=Q(deleted_at=None, visibility=Visibility.PUBLIC)
            ),
            models.Index(fields=["author_id", "id"], name="pulled_posts", condition=Q(deleted_at=None, is_pulled=True)),
        ]

    def __str__(self) -> str:
        """Return the id, never the words."""
        return str(self.id)
