"""Shapes of comments, in and out."""

from typing import Any, ClassVar

from rest_framework import serializers

from chassis.http.fields import Choice, Id, Text
from chassis.http.serializers import Input, names_of
from chassis.http.shapes import AuthorOut
from posts.models import comment
from posts.selectors.comments import Order
from posts.selectors.items import CommentItem


class CommentOut(serializers.Serializer):
    """A comment as its reader sees it.

    A deleted one stays, without its author and text, while there are replies below it.
    """

    id = serializers.UUIDField()
    post_id = serializers.UUIDField(help_text="The post that it is under.")
    reply_to = serializers.UUIDField(
        allow_null=True, help_text="The comment that it replies to; null for a comment on the post."
    )
    depth = serializers.IntegerField(
        min_value=1,
        max_value=comment.MAX_DEPTH,
        help_text="1 for a comment on the post, 2 for a reply to it, and so on.",
    )
    author = AuthorOut(allow_null=True, help_text="Null when the comment was deleted.")
    text = serializers.CharField(help_text="Empty when the comment was deleted.")
    likes_count = serializers.IntegerField(min_value=0, help_text="How many accounts like it; 0 when it was deleted.")
    replies_count = serializers.IntegerField(min_value=0, help_text="Direct replies that are not deleted.")
    liked = serializers.BooleanField(help_text="Whether the caller likes it.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True, help_text="When it was last edited; null if never.")
    deleted_at = serializers.DateTimeField(allow_null=True, help_text="When it was deleted; null unless it was.")


class CommentFilter(Input):
    """In which order to list comments."""

    order = Choice(
        [order.value for order in Order],
        default=Order.OLDEST.value,
        help_text="For comments that are written later, list the newest first and follow `previous`.",
    )


class CommentIn(Input):
    """A comment on a post."""

    ignored: ClassVar = names_of(CommentOut)

    text = Text(max_length=comment.TEXT_MAX_LENGTH, multiline=True)
    reply_to = Id(
        allow_null=True, default=None, help_text="The comment to reply to; null for a comment on the post itself."
    )


class CommentChange(Input):
    """What of a comment can be changed."""

    ignored: ClassVar = names_of(CommentOut)

    text = Text(max_length=comment.TEXT_MAX_LENGTH, multiline=True)


def comment_out(item: CommentItem) -> dict[str, Any]:
    """Return the shape ``comment``."""
    return {
        "id": item.comment.id,
        "post_id": item.comment.post_id,
        "reply_to": item.comment.reply_to_id,
        "depth": item.comment.depth,
        "author": AuthorOut.shown(item.author) if item.author else None,
        "text": item.comment.text,
        "likes_count": item.likes_count,
        "replies_count": item.replies_count,
        "liked": item.is_liked,
        "created_at": item.comment.created_at,
        "edited_at": None if item.author is None else item.comment.edited_at,
        "deleted_at": item.comment.deleted_at,
    }
