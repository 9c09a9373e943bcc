"""Posts, and what of them somebody may read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from chassis.database.prepared import listed
from chassis.ids import uuid7
from posts.models.reply_policy import ReplyPolicy
from posts.models.visibility import READABLE_BY_FOLLOWERS, Visibility, readable_alone_by
from relations.audience import Condition, belongs_in_feed

TITLE_MAX_LENGTH = 255
TEXT_MAX_LENGTH = 5_000
CONTENT_WARNING_MAX_LENGTH = 200
LANGUAGE_MAX_LENGTH = 35
"""RFC 5646, section 4.4.1: no language tag in use is longer."""

MAX_QUOTED = 4
"""How many posts a post quotes at most: the quoted one, what that one quotes, and so on."""


def readable_by(viewer_id: UUID | None) -> Q:
    """Return the condition that a viewer may read a post; None is an anonymous one.

    Others than the author need the right to read what it quotes, too.
    """
    return readable_alone_by(viewer_id) & (Q(author_id=viewer_id) | may_read_quoted(viewer_id))


def may_read_quoted(viewer_id: UUID | None) -> Q:
    """Return the condition that a viewer may read all that a post quotes; it is true of a post that quotes nothing.

    All of it: what the quoted post quotes, too. Otherwise a quote would show what the audience of that one hides.
    """
    quoted = Post.objects.filter(Condition("{id} = ANY({quoted})", id=F("id"), quoted=OuterRef("quoted_ids")))
    return Q(quoted_ids=None) | Q(~Exists(quoted.exclude(readable_alone_by(viewer_id))))


def in_feed_of(account_id: UUID) -> Q:
    """Return the condition that a post is in an account's feed.

    These are its own, and those of whom it follows, its friends and its groups, if it may read them.
    """
    return readable_by(account_id) & Q(belongs_in_feed(account_id))


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed down to those somebody may read."""

    def visible_to(self, viewer_id: UUID | None) -> "PostQuerySet":
        """Keep what the viewer may read; None is an anonymous caller. Every read in this service goes through it."""
        return self.filter(readable_by(viewer_id))

    def of_author_visible_to(self, author_id: UUID, viewer_id: UUID | None) -> "PostQuerySet":
        """Keep what the viewer may read of one author's posts.

        A list of all of them is read with ``selectors.posts_of_author``, so that hidden ones do not slow it.
        """
        posts = self.filter(author_id=author_id)
        return posts.filter(deleted_at=None) if viewer_id == author_id else posts.visible_to(viewer_id)

    def between(self, since: UUID, until: UUID) -> "PostQuerySet":
        """Keep the posts with ids from ``since`` on and below ``until``."""
        return self.filter(id__gte=since, id__lt=until)

    def among(self, post_ids: Any) -> "PostQuerySet":
        """Keep the posts with these ids; for prepared statements, in which the ids are one parameter."""
        return self.filter(id__in=listed(post_ids))

    def pinned_by(self, author_id: UUID) -> "PostQuerySet":
        """Keep those that their author has pinned."""
        return self.filter(author_id=author_id, deleted_at=None, pinned_at__isnull=False)

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
    reply_policy = models.CharField(
        max_length=16,
        choices=ReplyPolicy.choices,
        default=ReplyPolicy.EVERYONE.value,
        db_default=ReplyPolicy.EVERYONE.value,
    )
    group_id = models.UUIDField(null=True)
    """A group of the social graph, while the visibility is ``group``. A post that leaves it does not come back."""
    quote_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="quotes", null=True, db_index=False)
    quoted_ids = ArrayField(models.UUIDField(), null=True)
    """The post that it quotes, that which this one quotes, and so on; null if it quotes nothing. Both never change."""
    hashtags = ArrayField(models.TextField(), default=list, db_default=[])
    """Of the text, as they are written there; ``PostTag`` finds posts by them."""
    mentions = ArrayField(models.UUIDField(), default=list, db_default=[])
    """The accounts that the text mentions, in its order; the auth service owns them."""
    likes_count = models.BigIntegerField(default=0)
    comments_count = models.BigIntegerField(default=0)
    shares_count = models.BigIntegerField(default=0, db_default=0)
    bookmarks_count = models.BigIntegerField(default=0, db_default=0)
    pinned_at = models.DateTimeField(null=True)
    """Since when its author shows it first."""
    media_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How many media it has; ``posts.models.Medium`` has them."""
    is_fanned_out_on_read = models.BooleanField(default=False, db_column="is_pulled")
    """Whether feeds find it when they are read, and its id is not copied to timelines."""
    version = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    author: dict[str, object]
    """The author's card, where a selector has looked it up."""
    mentioned: list[dict[str, str]]
    """Id and username of those whom it mentions and who still exist, where a selector has looked them up."""
    media: Sequence[Any] = ()
    """Its media in their order, where a selector has looked them up."""

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="post_visibility_is_known"),
            models.CheckConstraint(condition=Q(reply_policy__in=ReplyPolicy.values), name="post_reply_policy_is_known"),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.GROUP, group_id__isnull=False)
                | ~Q(visibility=Visibility.GROUP) & Q(group_id=None),
                name="posts_for_groups_have_one",
            ),
            models.CheckConstraint(condition=Q(likes_count__gte=0), name="post_likes_are_not_negative"),
            models.CheckConstraint(condition=Q(comments_count__gte=0), name="post_comments_are_not_negative"),
            models.CheckConstraint(condition=Q(shares_count__gte=0), name="post_shares_are_not_negative"),
            models.CheckConstraint(condition=Q(bookmarks_count__gte=0), name="post_bookmarks_are_not_negative"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(title="", text="", content_warning=""),
                name="deleted_posts_have_no_words",
            ),
            models.CheckConstraint(
                condition=Q(quote_of=None, quoted_ids=None)
                | Q(quote_of__isnull=False, quoted_ids__0=F("quote_of"), quoted_ids__len__lte=MAX_QUOTED),
                name="quotes_are_bounded",
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
                fields=["author_id", "visibility", "id"],
                include=["is_fanned_out_on_read"],
                name="posts_by_audience",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["group_id", "id"],
                name="posts_of_group",
                condition=Q(deleted_at=None, group_id__isnull=False),
            ),
            models.Index(
                fields=["group_id", "author_id", "id"],
                name="group_posts_of_author",
                condition=Q(deleted_at=None, group_id__isnull=False),
            ),
            models.Index(
                fields=["author_id", "is_fanned_out_on_read", "id"],
                name="posts_for_feeds",
                condition=Q(deleted_at=None, visibility__in=READABLE_BY_FOLLOWERS),
            ),
            models.Index(
                fields=["author_id", "id"],
                name="pinned_posts",
                condition=Q(deleted_at=None, pinned_at__isnull=False),
            ),
            GinIndex(fields=["mentions"], name="posts_with_mentions", fastupdate=False, condition=~Q(mentions=[])),
        ]

    @property
    def group(self) -> dict[str, UUID] | None:
        """Return what ``GroupOut`` is made of: the group has its name in the social graph."""
        return {"id": self.group_id} if self.group_id else None

    def __str__(self) -> str:
        """Return the id, never the text."""
        return str(self.id)
