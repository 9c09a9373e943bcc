"""Shapes of searches."""

from rest_framework import serializers

from chassis.http.fields import Text
from chassis.http.serializers import Input
from posts.search_query import QUERY_MAX_LENGTH, BadSearch, Search, search_of


class SearchFilter(Input):
    """What to search for."""

    q = Text(max_length=QUERY_MAX_LENGTH, help_text="Words and operators.")

    def validate_q(self, value: str) -> Search:
        """Return what the text asks for. Raises ValidationError for what cannot be read."""
        try:
            return search_of(value)
        except BadSearch as error:
            raise serializers.ValidationError(str(error), code=error.code) from error
