"""Shapes of posts and comments, in and out."""

from hashlib import sha256
from typing import Any, ClassVar

from rest_framework import serializers

from chassis.http.fields import Choice, Text
from chassis.http.links import link_to
from chassis.http.output import Output
from chassis.http.renderers import Json, json_of
from chassis.http.serializers import Input, names_of
from chassis.http.shapes import AuthorOut, KeptAuthorOut, with_media_url
from posts.models import Post, comment, post
from posts.models.post import Visibility
from posts.selectors.feed.cards import Render
from posts.selectors.items import CommentItem, PostItem
from posts.selectors.posts import LikeState


class PostOut(Output):
    """A post as its reader sees it."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    author = AuthorOut()
    title = serializers.CharField()
    text = serializers.CharField()
    content_warning = serializers.CharField(help_text="Shown instead of the text until the reader wants it.")
    language = serializers.CharField(help_text="A language tag such as `en` or `pt-BR`; empty when not given.")
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    likes_count = serializers.IntegerField(min_value=0)
    comments_count = serializers.IntegerField(min_value=0)
    liked = serializers.BooleanField(help_text="Whether the caller likes it.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class PostCardOut(PostOut):
    """What of a post looks the same to every reader: without the counts and what depends on the reader."""

    author = KeptAuthorOut()
    url = likes_count = comments_count = liked = None  # type: ignore[assignment] # DRF then leaves the field out


class CommentOut(serializers.Serializer):
    """A comment as its reader sees it."""

    id = serializers.UUIDField()
    post_id = serializers.UUIDField()
    reply_to = serializers.UUIDField(allow_null=True, help_text="The comment that it replies to.")
    author = AuthorOut()
    text = serializers.CharField()
    replies_count = serializers.IntegerField(min_value=0)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class PostIn(Input):
    """What an author writes. A partial one contains only the fields to change."""

    ignored: ClassVar = names_of(PostOut)

    title = Text(max_length=post.TITLE_MAX_LENGTH, blank=True, default="")
    text = Text(max_length=post.TEXT_MAX_LENGTH, multiline=True)
    content_warning = Text(max_length=post.CONTENT_WARNING_MAX_LENGTH, blank=True, default="")
    language = serializers.RegexField(
        r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", max_length=post.LANGUAGE_MAX_LENGTH, allow_blank=True, default=""
    )
    visibility = Choice(choices=Visibility.choices, default=Visibility.PUBLIC.value)


class CommentIn(Input):
    """A comment on a post."""

    ignored: ClassVar = names_of(CommentOut)

    text = Text(max_length=comment.TEXT_MAX_LENGTH, multiline=True)
    reply_to = serializers.UUIDField(allow_null=True, default=None)


class CommentChange(Input):
    """What of a comment can be changed."""

    ignored: ClassVar = names_of(CommentOut)

    text = Text(max_length=comment.TEXT_MAX_LENGTH, multiline=True)


class PostFilter(Input):
    """Whose posts to list: an account's id, or ``me``."""

    author = serializers.CharField(max_length=36, required=False, help_text="An account's id, or `me`.")

    def validate_author(self, value: str) -> Any:
        """Return "me" or the id. Raises ValidationError for anything else."""
        return value if value == "me" else serializers.UUIDField().run_validation(value)


class LikeOut(serializers.Serializer):
    """Whether the caller likes the post, and how many do."""

    liked = serializers.BooleanField()
    likes_count = serializers.IntegerField(
        min_value=0,
        allow_null=True,
        help_text="Null where the caller may not read the post (any more).",
    )


def post_card(post: Post) -> bytes:
    """Return what every reader sees of a post with its author, as JSON: the body of its card."""
    return json_of(PostCardOut.shown(post))


def card_shape(shape: type[PostCardOut]) -> str:
    """Return a name for the form of cards: a hash of the declared fields, which change with it."""
    return sha256(repr(shape()).encode()).hexdigest()[:8]


CARDS = Render(card_shape(PostCardOut), post_card)
"""How the cards of the feed are rendered."""


def post_out(item: PostItem) -> Json:
    """Return the shape ``post``: the card, which is JSON and not read again, and what depends on the reader."""
    card = item.words if isinstance(item.words, bytes) else post_card(item.words)
    reader = {
        "url": link_to(f"/api/v1/posts/{item.id}/"),
        "likes_count": item.likes_count,
        "comments_count": item.comments_count,
        "liked": item.is_liked,
    }
    return Json(with_media_url(card[:-1]) + b"," + json_of(reader)[1:])


def like_out(state: LikeState) -> dict[str, Any]:
    """Return the answer to liking and unliking."""
    return {"liked": state.is_liked, "likes_count": state.likes_count}


def comment_out(item: CommentItem) -> dict[str, Any]:
    """Return the shape ``comment``."""
    return {
        "id": item.comment.id,
        "post_id": item.comment.post_id,
        "reply_to": item.comment.reply_to_id,
        "author": AuthorOut.shown(item.author),
        "text": item.comment.text,
        "replies_count": item.replies_count,
        "created_at": item.comment.created_at,
        "edited_at": item.comment.edited_at,
    }
