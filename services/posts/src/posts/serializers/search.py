"""Shapes of searches."""

from rest_framework import serializers

from chassis.http.fields import Choice, Text
from chassis.http.output import Output
from chassis.http.serializers import Input
from chassis.http.shapes import AuthorOut
from posts.search_query import QUERY_MAX_LENGTH, BadSearch, Search, search_of


def search_in(text: str) -> Search:
    """Return what a text asks for. Raises ValidationError for what cannot be read."""
    try:
        return search_of(text)
    except BadSearch as error:
        raise serializers.ValidationError(str(error), code=error.code) from error


class SearchFilter(Input):
    """What to search for."""

    q = Text(max_length=QUERY_MAX_LENGTH, help_text="Words and operators.")
    type = Choice(
        choices=["posts", "people", "tags"],
        required=False,
        help_text="Of what `results` is a list; without it of posts, with the first people and tags beside them.",
    )

    def validate_q(self, value: str) -> Search:
        """Return what the text asks for. Raises ValidationError for what cannot be read."""
        return search_in(value)


class TagOut(Output):
    """A hashtag."""

    name = serializers.CharField(help_text="The hashtag without its `#`, in its normal form.")


class FoundBesideOut(Output):
    """What a search finds beside posts."""

    people = AuthorOut(many=True, help_text="The first people; none where `type` is sent.")
    tags = TagOut(many=True, help_text="The first hashtags; none where `type` is sent.")
