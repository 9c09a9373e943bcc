"""Likes of comments: one row for each person and comment, on or off."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from posts.errors import CommentNotFound
from posts.models.comment import Comment
from posts.models.mark import OFF, ON, Mark


class CommentLike(Mark):
    """The state of one like of a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="likes", db_index=False)
    liker_id = models.UUIDField()
    """An account's id; the auth service owns it."""

    account_field, object_field, count_field = "liker_id", "comment", "likes_count"
    missing = CommentNotFound

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "liker_id"], name="one_comment_like_per_account"),
            models.CheckConstraint(condition=Q(state__in=[ON, OFF]), name="comment_like_state_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["comment", "place"], name="likes_of_comment", condition=Q(state=ON)),
            models.Index(fields=["liker_id", "place"], name="comment_likes_of_liker", condition=Q(state=ON)),
        ]
