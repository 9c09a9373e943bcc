"""Shapes of posts that are published later."""

from typing import Any, ClassVar

from rest_framework import serializers

from chassis.http.fields import Moment
from chassis.http.links import link_to
from chassis.http.serializers import names_of
from posts.models import ScheduledPost, medium
from posts.models.scheduled_post import ScheduledState
from posts.serializers.post_content import PartOfPostIn, post_content_out
from posts.serializers.posts import PostIn

WHEN = "When to publish it, with a time zone: from 5 minutes to 366 days from now."


class ScheduledPostOut(PostIn):
    """A scheduled post as its author sees it: the fields of the post, and when it is published."""

    aliases: ClassVar = {}
    ignored: ClassVar = frozenset[str]()

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
        help_text="Why it is `failed`: a refusal's code, a field with its code such as `quote_of.does_not_exist`, or "
        "`account_closed` if its author was suspended; else empty.",
    )
    publish_at = serializers.DateTimeField(help_text="When it is published, at most 10 seconds late.")
    post_id = serializers.UUIDField(allow_null=True, help_text="The id of the post, once it is published; null before.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class NewPostIn(PostIn):
    """A post that is published now, or at ``publish_at``."""

    publish_at = Moment(required=False, help_text=WHEN)


class ScheduledPostIn(PartOfPostIn):
    """What of a scheduled post is to change."""

    ignored: ClassVar = names_of(ScheduledPostOut)
    publish_at = Moment(required=False, help_text=WHEN)


def scheduled_post_out(scheduled: ScheduledPost) -> dict[str, Any]:
    """Return the shape ``scheduled post``."""
    names = ("id", "state", "failure", "publish_at", "post_id", "created_at", "edited_at")
    own = {name: getattr(scheduled, name) for name in names}
    return post_content_out(scheduled.content) | own | {"url": link_to(f"/api/v1/scheduled-posts/{scheduled.id}/")}
