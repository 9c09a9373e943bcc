"""What posts are found by in searches."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from posts.models.post import Post
from posts.models.visibility import Visibility
from posts.words import WORD_MAX_LENGTH

TERM_MAX_LENGTH = WORD_MAX_LENGTH * 2
"""Characters; a hashtag with its sign is the longest."""


class PostTerm(models.Model):
    """A word of a post that is not deleted, one of its hashtags, its author, or that it has media.

    Like ``PostTag`` it repeats who the audience of the post is, so that an index has what one audience may read, the
    newest first. That only provides candidates: ``visible_to`` decides what is shown.
    """

    pk = models.CompositePrimaryKey("post_id", "term")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="terms", db_index=False)
    term = models.CharField(max_length=TERM_MAX_LENGTH)
    """As ``posts.selectors.terms`` writes it."""
    visibility = models.CharField(max_length=16)
    """That of the post."""
    owner_id = models.UUIDField()
    """Whose followers or friends, or the group whose members, may read the post: its author, or its group."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["term", "post"], name="terms_for_anybody", condition=Q(visibility=Visibility.PUBLIC)),
            models.Index(
                fields=["owner_id", "visibility", "term", "post"],
                name="terms_for_some",
                condition=~Q(visibility=Visibility.PUBLIC),
            ),
        ]

    def __str__(self) -> str:
        """Return the post's id, never the word."""
        return str(self.post_id)
