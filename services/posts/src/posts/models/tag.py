"""Hashtags of posts, by which posts are found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from posts.models.post import Post
from posts.models.visibility import Visibility
from posts.text_entities import HASHTAG_MAX_LENGTH, hashtag_fold


class PostTag(models.Model):
    """A hashtag of a post that is not deleted.

    It repeats who the audience of the post is, so that an index contains exactly what one audience may read. That only
    provides candidates: ``visible_to`` decides what is shown.
    """

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tags", db_index=False)
    tag = models.CharField(max_length=HASHTAG_MAX_LENGTH)
    """In its normal form (``hashtag_fold``)."""
    visibility = models.CharField(max_length=16)
    """That of the post."""
    owner_id = models.UUIDField()
    """Whose followers or friends, or the group whose members, may read the post: its author, or its group."""
    author_id = models.UUIDField()
    """The author of the post, an account's id; the auth service owns it."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "tag"], name="one_row_per_post_and_tag"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tag", "post"], name="tags_for_anybody", condition=Q(visibility=Visibility.PUBLIC)),
            models.Index(
                fields=["owner_id", "visibility", "tag", "post"],
                name="tags_for_some",
                condition=~Q(visibility=Visibility.PUBLIC),
            ),
        ]

    def __str__(self) -> str:
        """Return the tag."""
        return f"#{self.tag}"


def tags_of(post: Post) -> list[PostTag]:
    """Return the rows, not saved, by which a post is found: one for each of its hashtags, for its present audience."""
    audience = {"visibility": post.visibility, "owner_id": post.group_id or post.author_id, "author_id": post.author_id}
    return [PostTag(post=post, tag=tag, **audience) for tag in dict.fromkeys(map(hashtag_fold, post.hashtags))]
