"""Posts, and the one definition of who may read them."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from chassis.ids import uuid7
from relations.audience import belongs_in_feed, may_see_item
from relations.selectors import readable_visibilities

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


READABLE_BY_ANYBODY = (Visibility.PUBLIC.value,)
READABLE_BY_FOLLOWERS = (Visibility.PUBLIC.value, Visibility.FOLLOWERS.value)
"""What others than the author may read. Partial indexes contain exactly these, so hidden posts do not slow lists."""


def readable_by(viewer_id: UUID | None) -> Q:
    """Return the condition that a viewer may read a post; None is an anonymous one."""
    return Q(may_see_item(viewer_id), deleted_at=None)


def in_feed_of(account_id: UUID) -> Q:
    """Return the condition that a post is in an account's feed: its own or of whom it follows, if it may read it."""
    return readable_by(account_id) & Q(belongs_in_feed(account_id))


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed down to those somebody may read."""

    def visible_to(self, viewer_id: UUID | None) -> "PostQuerySet":
        """Keep what the viewer may read; None is an anonymous caller. Every read in this service goes through it."""
        return self.filter(readable_by(viewer_id))

    def of_author_visible_to(self, author_id: UUID, viewer_id: UUID | None) -> "PostQuerySet":
        """Keep what the viewer may read of one author's posts.

        The result is that of ``visible_to``, but whether the viewer follows the author is looked up first: then an
        index contains exactly what may be read, and the cost of the list does not depend on hidden posts.
        """
        # As a subquery, so that the planner expects an average number of posts and uses the index by author. For an
        # author with very many posts it would otherwise read everybody's posts by id and filter them.
        author = RawSQL("SELECT %s::uuid", [author_id])
        posts = self.filter(author_id=author, deleted_at=None)
        if viewer_id == author_id:
            return posts
        if viewer_id is None:
            return posts.filter(may_see_item(None, author=author_id), visibility__in=READABLE_BY_ANYBODY)
        readable = readable_visibilities(viewer_id=viewer_id, author_id=author_id, among=READABLE_BY_FOLLOWERS)
        return posts.filter(visibility__in=readable)

    def in_feed_of(self, account_id: UUID) -> "PostQuerySet":
        """Keep what belongs in an account's feed now."""
        return self.filter(in_feed_of(account_id))


class Post(models.Model):
    """A post. A deleted one keeps its row, without its text, so that a late change cannot restore it."""

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
    is_fanned_out_on_read = models.BooleanField(default=False, db_column="is_pulled")
    """Whether feeds find it when they are read, and its id is not copied to timelines."""
    version = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    author: dict[str, object]
    """The author's card, where a selector has looked it up."""

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
                include=["visibility", "is_fanned_out_on_read"],
                name="posts_of_author",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["id"], name="public_posts", condition=Q(deleted_at=None, visibility=Visibility.PUBLIC)
            ),
            models.Index(
                fields=["author_id", "id"],
                name="posts_for_anybody",
                condition=Q(deleted_at=None, visibility__in=READABLE_BY_ANYBODY),
            ),
            models.Index(
                fields=["author_id", "id"],
                name="posts_for_followers",
                condition=Q(deleted_at=None, visibility__in=READABLE_BY_FOLLOWERS),
            ),
            models.Index(
                fields=["author_id", "is_fanned_out_on_read", "id"],
                name="posts_for_feeds",
                condition=Q(deleted_at=None, visibility__in=READABLE_BY_FOLLOWERS),
            ),
        ]

    def __str__(self) -> str:
        """Return the id, never the text."""
        return str(self.id)
