"""Comments: threads under a post."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q

from chassis.ids import uuid7
from posts.models.post import Post
from posts.models.thread import has_shown_replies
from relations.audience import may_see_account

TEXT_MAX_LENGTH = 2_000
MAX_DEPTH = 8
"""A comment on a post is 1 deep, a reply to it 2."""
LISTED = Q(deleted_at=None) | Q(is_tombstone=True)
"""What lists may contain. Partial indexes contain exactly these, so that deleted comments do not slow lists."""


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, narrowed down to those somebody may read."""

    def visible_to(self, viewer_id: UUID | None) -> "CommentQuerySet":
        """Keep what the viewer may read: the comments under posts that it may read, and its own comments anywhere.

        Others' comments only of authors whom it may see. Tombstones are nobody's own.
        """
        may_read = Q(_is_under_post_visible_to(viewer_id))
        if viewer_id is not None:
            may_read |= Q(author_id=viewer_id, deleted_at=None, post__deleted_at=None)
        return self.in_thread_for(viewer_id).filter(may_read)

    def in_thread_for(self, viewer_id: UUID | None) -> "CommentQuerySet":
        """Keep what the viewer may see of a thread under a post that it may read.

        These are comments of authors whom it may see, and tombstones with such a comment below them: where all replies
        are hidden, nothing must show that there are any.
        """
        is_readable = Q(may_see_account(viewer_id, author="author_id"), deleted_at=None)
        return self.filter(is_readable | Q(has_shown_replies(viewer_id), is_tombstone=True))

    def listed(self) -> "CommentQuerySet":
        """Keep comments that are not deleted, and tombstones; whoever looks."""
        return self.filter(LISTED)

    def in_threads_visible_to(self, viewer_id: UUID | None) -> "CommentQuerySet":
        """Keep those under posts that the viewer may read: it may reply to them and read others' replies."""
        return self.in_thread_for(viewer_id).filter(_is_under_post_visible_to(viewer_id))


def _is_under_post_visible_to(viewer_id: UUID | None) -> Exists:
    """Return the condition that the viewer may read the post of a comment.

    Not ``post__in``: beside an OR, PostgreSQL would read every post that the viewer may see.
    """
    return Exists(Post.objects.visible_to(viewer_id).filter(id=OuterRef("post_id")))


class Comment(models.Model):
    """A comment or a reply. A deleted one keeps its row without its text; its replies stay.

    While there are replies it is a tombstone: it stays in lists, without its author and text, so that the replies can
    be found through it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="comments", db_index=False)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True, db_index=False)
    author_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    depth = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=TEXT_MAX_LENGTH)
    mentions = ArrayField(models.UUIDField(), default=list, db_default=[])
    """The accounts that the text mentions, in its order; the auth service owns them."""
    likes_count = models.BigIntegerField(default=0, db_default=0)
    replies_count = models.BigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    is_tombstone = models.BooleanField(default=False, db_default=False)
    """Whether it is deleted and has replies that are not, or that are tombstones themselves."""

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(depth__gte=1, depth__lte=MAX_DEPTH), name="comment_depth_is_bounded"),
            models.CheckConstraint(condition=Q(likes_count__gte=0), name="comment_likes_are_not_negative"),
            models.CheckConstraint(condition=Q(replies_count__gte=0), name="comment_replies_are_not_negative"),
            models.CheckConstraint(condition=Q(deleted_at=None) | Q(text=""), name="deleted_comments_have_no_words"),
            models.CheckConstraint(
                condition=Q(is_tombstone=False) | Q(deleted_at__isnull=False), name="tombstones_are_deleted"
            ),
        ]
        indexes = [
            models.Index(fields=["post", "id"], name="listed_comments_of_post", condition=LISTED),
            models.Index(fields=["author_id", "id"], name="comments_of_author", condition=Q(deleted_at=None)),
            models.Index(fields=["reply_to", "id"], name="listed_replies_of_comment", condition=LISTED),
            GinIndex(fields=["mentions"], name="comments_with_mentions", fastupdate=False, condition=~Q(mentions=[])),
        ]

    def __str__(self) -> str:
        """Return the id, never the text."""
        return str(self.id)
