"""Shapes of posts, in and out."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from chassis.http.fields import Choice, Id, Text
from chassis.http.links import link_to
from chassis.http.output import Output
from chassis.http.renderers import Json, json_of
from chassis.http.serializers import Input, names_of, unknown
from chassis.http.shapes import AuthorOut, KeptAuthorOut, with_media_url
from posts.models import Post, post
from posts.models.reply_policy import ReplyPolicy
from posts.models.visibility import Visibility
from posts.search_query import QUERY_MAX_LENGTH, BadSearch, Search, day_after, day_start
from posts.selectors.feed.cards import Render
from posts.selectors.items import PostItem, Quote
from posts.serializers.media import KeptMediumOut, MediumOut, WithMedia, with_addresses
from posts.serializers.search import search_in
from posts.text_entities import HASHTAG_MAX_LENGTH, HASHTAGS_MAX, hashtag_fold, is_hashtag


class MentionOut(Output):
    """An account that a text mentions."""

    id = serializers.UUIDField(help_text="The account's id.")
    username = serializers.CharField(help_text="Its present username; the text keeps the one that was written.")


class GroupOut(Output):
    """The group that a post is in; `groups/{id}/` has its name."""

    id = serializers.UUIDField(help_text="The group's id.")


VISIBILITY = (
    "Who may read it besides its author: everybody, or of a private account its followers (`public`), the author's "
    "followers (`followers`) or friends (`friends`), the members of its group (`group`), or nobody (`private`). "
    "Posts for friends are not for followers, nor the other way round."
)


class PostWordsOut(Output):
    """What of a post looks the same to every reader: without the counts and what depends on the reader."""

    id = serializers.UUIDField(help_text="A UUIDv7: posts in the order of their ids are in the order of their times.")
    author = AuthorOut()
    title = serializers.CharField(help_text="Empty when not given.")
    text = serializers.CharField(help_text="Plain text; empty when the post has media only.")
    content_warning = serializers.CharField(help_text="Shown instead of the text until the reader wants it.")
    language = serializers.CharField(help_text="A language tag such as `en` or `pt-BR`; empty when not given.")
    visibility = serializers.ChoiceField(choices=Visibility.choices, help_text=VISIBILITY)
    reply_policy = serializers.ChoiceField(
        choices=ReplyPolicy.choices, help_text="Who may comment, of those who may read it; its author always may."
    )
    group = GroupOut(allow_null=True, help_text="Whose members may read it; null unless the visibility is `group`.")
    hashtags = serializers.ListField(
        child=serializers.CharField(max_length=HASHTAG_MAX_LENGTH),
        max_length=HASHTAGS_MAX,
        help_text="Those of the text, as they are written there, without the `#`.",
    )
    mentions = MentionOut(many=True, source="mentioned", help_text="The accounts behind an `@` in the text.")
    media = MediumOut(many=True, help_text="Its pictures and documents, in their order.")
    created_at = serializers.DateTimeField(help_text="When it was published.")
    edited_at = serializers.DateTimeField(allow_null=True, help_text="When it was last edited; null if never.")


class PostCardOut(PostWordsOut):
    """The same as it is kept in Redis."""

    author = KeptAuthorOut()
    media = KeptMediumOut(many=True)


class QuoteOut(PostWordsOut):
    """A quoted post."""

    url = serializers.URLField(help_text="Where to read the quoted post.")


COUNTED = ", without those of accounts that block the caller or are blocked by the caller"


class PostOut(PostWordsOut):
    """A post as its reader sees it."""

    url = serializers.URLField(help_text="Where to read it.")
    quote = QuoteOut(
        allow_null=True,
        help_text="The post that it quotes. Null where it quotes none, and to its author also where that one is "
        "deleted or hidden; others do not find the quoting post then.",
    )
    likes_count = serializers.IntegerField(min_value=0, help_text=f"How many accounts like it{COUNTED}.")
    comments_count = serializers.IntegerField(
        min_value=0, help_text=f"Comments and replies that are not deleted{COUNTED}."
    )
    shares_count = serializers.IntegerField(min_value=0, help_text=f"How many accounts share it{COUNTED}.")
    bookmarks_count = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="How many accounts have saved it; null for others than its author."
    )
    liked = serializers.BooleanField(help_text="Whether the caller likes it.")
    shared = serializers.BooleanField(help_text="Whether the caller shares it.")
    bookmarked = serializers.BooleanField(help_text="Whether the caller has saved it.")
    pinned = serializers.BooleanField(help_text="Whether its author shows it first.")


class PostIn(WithMedia):
    """What an author writes: a text, media or both. A partial one contains only the fields to change."""

    aliases: ClassVar = {"image": "media"}
    ignored: ClassVar = names_of(PostOut) | {"shared_by"}

    title = Text(max_length=post.TITLE_MAX_LENGTH, blank=True, default="")
    text = Text(
        max_length=post.TEXT_MAX_LENGTH,
        multiline=True,
        blank=True,
        default="",
        help_text="Plain text. Hashtags (`#word`) and mentions (`@username`) are found in it.",
    )
    content_warning = Text(
        max_length=post.CONTENT_WARNING_MAX_LENGTH,
        blank=True,
        default="",
        help_text="Shown instead of the text until the reader wants it.",
    )
    language = serializers.RegexField(
        r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z",
        max_length=post.LANGUAGE_MAX_LENGTH,
        allow_blank=True,
        default="",
        help_text="A language tag (RFC 5646) such as `en` or `pt-BR`.",
    )
    visibility = Choice(choices=Visibility.choices, default=Visibility.PUBLIC.value, help_text=VISIBILITY)
    reply_policy = Choice(
        choices=ReplyPolicy.choices,
        default=ReplyPolicy.EVERYONE.value,
        help_text="`followers`: those who follow the author. `mentioned`: those whom the text mentions. Comments that "
        "are there already stay.",
    )
    group = Id(allow_null=True, default=None, help_text="A group of the author: only its members may read the post.")
    quote_of = Id(allow_null=True, default=None, help_text="The post that it quotes; one that the author may read.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the words. A group alone means that only its members may read them.

        Raises ValidationError for a group with another visibility, and for the visibility `group` without one.
        """
        if attrs.get("group") and "visibility" not in self.initial_data:
            attrs["visibility"] = Visibility.GROUP.value
        is_for_group = attrs.get("visibility") == Visibility.GROUP
        if attrs.get("group") and not is_for_group:
            raise ValidationError({"group": ErrorDetail("The visibility is not `group`.", "invalid")})
        if is_for_group and not attrs.get("group"):
            raise ValidationError({"group": ErrorDetail("Say in which group.", "required")})
        return attrs

    def missing_in(self, data: dict[str, Any]) -> dict[str, Any]:
        """Add that a new post needs a text or media; what an edit leaves of a post is checked there."""
        found = super().missing_in(data)
        if not self.partial and data.get("text", "") == "" and data.get("media") in (None, [], ""):
            code = "blank" if "text" in data else "required"
            found["text"] = [serializers.ErrorDetail("A post needs a text or media.", code)]
        return found


class PostChange(PostIn):
    """What of a post can be changed: neither its group nor what it quotes."""

    group = quote_of = None  # type: ignore[assignment] # DRF then leaves the fields out

    def missing_in(self, data: dict[str, Any]) -> dict[str, Any]:
        """Add that a group cannot be set; as an object, as answers have it, it is ignored."""
        return super().missing_in(data) | (unknown(["group"]) if isinstance(data.get("group"), str) else {})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the changes as they are: whether the post is in a group is not known here."""
        return attrs


class PinFilter(Input):
    """Which of an account's posts to list; all without parameters."""

    pinned = serializers.BooleanField(
        source="is_pinned", required=False, help_text="Only those that the author has pinned, or only the others."
    )


class PostFilter(Input):
    """Which posts to list: those of an account or a group, of some days, with a hashtag, with media, or with words."""

    group = serializers.UUIDField(required=False, help_text="A group's id. Not together with `tag`, `has` and `q`.")
    author = serializers.CharField(max_length=36, required=False, help_text="An account's id, or `me`.")
    tag = Text(max_length=HASHTAG_MAX_LENGTH, required=False, help_text="A hashtag without its `#`.")
    has = Choice(choices=["media"], required=False, help_text="Only posts with media.")
    q = Text(max_length=QUERY_MAX_LENGTH, required=False, help_text="Words and operators, as in `search/`.")
    after = serializers.DateField(required=False, help_text="Only posts of after this day (UTC).")
    before = serializers.DateField(required=False, help_text="Only posts of before this day (UTC).")

    def validate_author(self, value: str) -> Any:
        """Return "me" or the id. Raises ValidationError for anything else."""
        return value if value == "me" else serializers.UUIDField().run_validation(value)

    def validate_tag(self, value: str) -> str:
        """Return the normal form of the tag; what cannot be one is a tag that no post has, as in ``hashtags/``."""
        return hashtag_fold(value) if is_hashtag(value) else value

    def validate_q(self, value: str) -> Search:
        """Return what the text asks for. Raises ValidationError for what cannot be read."""
        return search_in(value)

    def validate_after(self, value: date) -> datetime:
        """Return when the day has ended. Raises ValidationError for the last day of the calendar."""
        try:
            return day_after(value)
        except BadSearch as error:
            raise ValidationError(str(error), code="out_of_range") from error

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return ``group``, ``author``, ``since`` and ``until``, and ``search`` for what posts have."""
        since, until = attrs.get("after"), day_start(attrs["before"]) if "before" in attrs else None
        whose = {name: attrs[name] for name in ("group", "author") if name in attrs}
        if not attrs.keys() & {"tag", "has", "q"}:
            return whose | {"since": since, "until": until}
        if "group" in attrs:
            raise ValidationError({"group": ErrorDetail("Send it without tag, has and q.", "not_together")})
        search: Search = attrs.get("q") or Search()
        search.wanted.tags += [attrs["tag"]] if "tag" in attrs else []
        search.wanted.has_media |= "has" in attrs
        search.restrict(since=since, until=until)
        return whose | {"search": search}


def post_card(post: Post) -> bytes:
    """Return what every reader sees of a post with its author, as JSON: the body of its card."""
    return json_of(PostCardOut.shown(post))


def card_shape(shape: type[PostCardOut]) -> str:
    """Return a name for the form of cards: a hash of the declared fields, which change with it."""
    return sha256(repr(shape()).encode()).hexdigest()[:8]


CARDS = Render(card_shape(PostCardOut), post_card)
"""How the cards of the feed are rendered."""


def post_out(item: PostItem, **more: Any) -> Json:
    """Return the shape ``post``: the card, which is JSON and not read again, and what depends on the reader."""
    quote = _with(item.quote, {}) if item.quote else None
    return _with(item, {"quote": quote, **item.for_reader, **more})


def _with(item: PostItem | Quote, reader: dict[str, Any]) -> Json:
    """Return a card with its address and what depends on the reader."""
    card = item.words if isinstance(item.words, bytes) else post_card(item.words)
    more = json_of({"url": link_to(f"/api/v1/posts/{item.id}/"), **reader})
    return Json(with_addresses(with_media_url(card[:-1])) + b"," + more[1:])
