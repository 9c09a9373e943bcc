"""Comments: threads under a post."""

from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from chassis.ids import uuid7
from posts.models.post import Post
from relations.audience import may_see_account

TEXT_MAX_LENGTH = 2_000
MAX_DEPTH = 8
"""A comment on a post is 1 deep, a reply to it 2."""


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, narrowed down to those somebody may read."""

    def visible_to(self, viewer_id: UUID | None) -> "CommentQuerySet":
        """Keep what the viewer may read: the comments under posts that it may read, and its own comments anywhere.

        Others' comments only of authors whom it may see.
        """
        may_read = Q(_is_under_post_visible_to(viewer_id))
        if viewer_id is not None:
            may_read |= Q(author_id=viewer_id, post__deleted_at=None)
        return self.in_thread_for(viewer_id).filter(may_read)

    def in_thread_for(self, viewer_id: UUID | None) -> "CommentQuerySet":
        """Keep what the viewer may see of a thread under a post that it may read."""
        return self.filter(may_see_account(viewer_id, author="author_id"), deleted_at=None)

    def in_threads_visible_to(self, viewer_id: UUID | None) -> "CommentQuerySet":
        """Keep those under posts that the viewer may read: it may reply to them and read others' replies."""
        return self.in_thread_for(viewer_id).filter(_is_under_post_visible_to(viewer_id))


def _is_under_post_visible_to(viewer_id: UUID | None) -> Exists:
    """Return the condition that the viewer may read the post of a comment.

    Not ``post__in``: beside an OR, PostgreSQL would read every post that the viewer may see.
    """
    return Exists(Post.objects.visible_to(viewer_id).filter(id=OuterRef("post_id")))


class Comment(models.Model):
    """A comment or a reply. A deleted one keeps its row without its text; its replies stay."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="comments", db_index=False)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True, db_index=False)
    author_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    depth = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=TEXT_MAX_LENGTH)
    replies_count = models.BigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(depth__gte=1, depth__lte=MAX_DEPTH), name="comment_depth_is_bounded"),
            models.CheckConstraint(condition=Q(replies_count__gte=0), name="comment_replies_are_not_negative"),
            models.CheckConstraint(condition=Q(deleted_at=None) | Q(text=""), name="deleted_comments_have_no_words"),
        ]
        indexes = [
            models.Index(fields=["post", "id"], name="comments_of_post", condition=Q(deleted_at=None)),
            models.Index(fields=["author_id", "id"], name="comments_of_author", condition=Q(deleted_at=None)),
            models.Index(fields=["reply_to", "id"], name="replies_of_comment", condition=Q(deleted_at=None)),
        ]

    def __str__(self) -> str:
        """Return the id, never the text."""
        return str(self.id)
