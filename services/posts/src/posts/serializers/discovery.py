"""Shapes of what is found."""

from rest_framework import serializers

from chassis.http.output import Output
from chassis.http.shapes import AuthorOut
from posts.selectors.activity import EXCERPT_LENGTH


class TrendOut(Output):
    """A trending hashtag."""

    name = serializers.CharField(
        source="shown_name", help_text="The hashtag without its `#`, as most accounts write it."
    )
    rank = serializers.IntegerField(min_value=1)
    accounts_count = serializers.IntegerField(
        min_value=1, help_text="How many accounts used it within the last day, in posts that everybody may read."
    )


class ActivityOut(Output):
    """What somebody did."""

    id = serializers.UUIDField(help_text="Of the act; it orders the list.")
    type = serializers.ChoiceField(choices=["post", "comment", "like", "share"], help_text="What was done.")
    actor = AuthorOut(help_text="Who did it: the caller, or somebody else to a post of the caller.")
    post_id = serializers.UUIDField(help_text="The post that was published, commented on, liked or shared.")
    comment_id = serializers.UUIDField(allow_null=True, help_text="The comment; null unless the type is `comment`.")
    excerpt = serializers.CharField(max_length=EXCERPT_LENGTH, help_text="The beginning of the comment or the post.")
    created_at = serializers.DateTimeField(help_text="When it was done.")
