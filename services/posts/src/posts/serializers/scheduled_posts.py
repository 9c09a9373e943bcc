"""Shapes of posts that are published later, and of drafts."""

from typing import Any, ClassVar

from rest_framework import serializers

from chassis.http.fields import Moment
from chassis.http.links import link_to
from chassis.http.serializers import names_of
from posts.models import Draft, ScheduledPost, medium
from posts.models.scheduled_post import ScheduledState
from posts.models.visibility import Visibility
from posts.serializers.posts import PostIn

WHEN = "When to publish it, with a time zone: from 5 minutes to a year from now."


class ScheduledPostOut(PostIn):
    """A scheduled post as its author sees it: the fields of the post, and when it is published."""

    id = serializers.UUIDField()
    url = serializers.URLField(max_length=2_000)
    media = serializers.ListField(
        child=serializers.UUIDField(), max_length=medium.MAX_OF_POST, help_text="Ids of its media."
    )
    state = serializers.ChoiceField(
        choices=ScheduledState.choices,
        help_text="`waiting` for its time, `published` (its text and other fields are empty then), or `failed`.",
    )
    failure = serializers.CharField(
        max_length=64,
        help_text="Why it is `failed`: a refusal's code, or `account_closed` if its author was suspended; else empty.",
    )
    publish_at = serializers.DateTimeField(help_text="When it is published, at most 10 seconds late.")
    post_id = serializers.UUIDField(allow_null=True, help_text="The id of the post, once it is published; null before.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class DraftOut(PostIn):
    """A draft as its author sees it: the fields of the post."""

    id = serializers.UUIDField()
    url = serializers.URLField(max_length=2_000)
    media = serializers.ListField(
        child=serializers.UUIDField(), max_length=medium.MAX_OF_POST, help_text="Ids of its media."
    )
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class NewPostIn(PostIn):
    """A post that is published now, or at ``publish_at``."""

    publish_at = Moment(required=False, help_text=WHEN)


class PartOfPostIn(PostIn):
    """Fields of a post of which others may be kept already."""

    aliases: ClassVar = {}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the fields. A group alone means the visibility `group`; ``post_fields_of`` checks the whole."""
        if attrs.get("group") and "visibility" not in self.initial_data:
            attrs["visibility"] = Visibility.GROUP.value
        return attrs

    def missing_in(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return no faults: a text or media may be kept already, or come later."""
        return {}


class ScheduledPostIn(PartOfPostIn):
    """What of a scheduled post is to change."""

    ignored: ClassVar = names_of(ScheduledPostOut)
    publish_at = Moment(required=False, help_text=WHEN)


class DraftIn(PartOfPostIn):
    """A post that is not finished: every field may be left out or empty."""

    ignored: ClassVar = names_of(DraftOut)


def post_fields_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a post that were kept, as they are read from a request. Raises ValidationError."""
    shape = PostIn(data=content)
    shape.is_valid(raise_exception=True)
    return shape.validated_data


def scheduled_post_out(scheduled: ScheduledPost) -> dict[str, Any]:
    """Return the shape ``scheduled post``."""
    names = ("id", "state", "failure", "publish_at", "post_id", "created_at", "edited_at")
    own = {name: getattr(scheduled, name) for name in names}
    return _content(scheduled.content) | own | {"url": link_to(f"/api/v1/scheduled-posts/{scheduled.id}/")}


def draft_out(draft: Draft) -> dict[str, Any]:
    """Return the shape ``draft``."""
    own = {name: getattr(draft, name) for name in ("id", "created_at", "edited_at")}
    return _content(draft.content) | own | {"url": link_to(f"/api/v1/drafts/{draft.id}/")}


def _content(content: dict[str, Any]) -> dict[str, Any]:
    """Return all fields of a post: those that were kept, and the others as they are by default."""
    return {name: content.get(name, _default(field)) for name, field in PostIn().fields.items()}


def _default(field: serializers.Field) -> Any:
    default = None if field.default is serializers.empty else field.default
    return default() if callable(default) else default
