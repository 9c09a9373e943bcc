"""Copies of data of the posts service: who may read which post, and what was deleted."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q

from chassis.database.subqueries import has_row
from relations.audience import is_closed, is_restricted, may_see_item

MAX_QUOTED = 4
"""How many posts a post quotes at most: the quoted one, what that one quotes, and so on."""


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, narrowed down to those somebody may read."""

    def visible_to(self, reader: UUID | OuterRef) -> "PostQuerySet":
        """Keep what an account may read; it is given by its id or by a column of an outer query.

        A post with an unknown visibility can be read by its author only. Others than the author need the right to read
        what it quotes, too.
        """
        may_read_all = Q(author_id=reader) | _may_read_quoted(reader, MAX_QUOTED)
        return self._readable_alone(reader).filter(may_read_all)

    def visible_in_any_state_of_author(self, reader: UUID | OuterRef) -> "PostQuerySet":
        """Keep the same, and what the reader may not read only because its author is suspended or private now.

        No event of the post says when it is shown again. So it is with what it quotes, unless that was deleted.
        """
        by_state = Q(is_closed("author_id")) | Q(is_restricted("author_id"), visibility="public")
        may_see = may_see_item(reader, group="group_id")
        deleted = Post.objects.filter(id=OuterRef("quote_of"), is_deleted=True)
        is_whole = Q(author_id=reader) | Q(quote_of=None) | ~has_row(deleted)
        return self.filter(Q(may_see) | by_state, is_whole, is_deleted=False)

    def _readable_alone(self, reader: UUID | OuterRef) -> "PostQuerySet":
        """Keep what an account might read if it quoted nothing."""
        return self.filter(may_see_item(reader, group="group_id"), is_deleted=False)


def _may_read_quoted(reader: UUID | OuterRef, depth: int) -> Q:
    """Return the condition that an account may read what a post quotes, if anything, and what that one quotes.

    All of it: otherwise a notification about a quote would show what another audience hides.
    """
    if depth == 0:
        return Q(quote_of=None)
    outer = OuterRef(reader) if isinstance(reader, OuterRef) else reader
    quoted = Post.objects.filter(id=OuterRef("quote_of"))._readable_alone(outer)
    return Q(quote_of=None) | has_row(quoted.filter(_may_read_quoted(outer, depth - 1)))


class Post(models.Model):
    """The last known state of a post; the posts service owns it. A deleted one keeps its row and its version."""

    id = models.UUIDField(primary_key=True)
    author_id = models.UUIDField()  # an account of the auth service
    visibility = models.CharField(max_length=32)
    group_id = models.UUIDField(null=True)  # the group whose members may read it, if its visibility is that
    quote_of = models.UUIDField(null=True)  # the post that it quotes, without which it may not be read
    is_deleted = models.BooleanField()
    version = models.PositiveBigIntegerField()

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "post"
        indexes: ClassVar = [
            models.Index(fields=["quote_of", "id"], condition=Q(quote_of__isnull=False), name="quotes_of_post"),
        ]


class Removal(models.Model):
    """A deleted post or comment: notifications that refer to it are not shown, and later events create none."""

    object_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "removal"
