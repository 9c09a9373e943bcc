"""The shapes of suggestions."""

from rest_framework import serializers

from chassis.http.output import Output
from chassis.http.serializers import Input
from chassis.http.shapes import AuthorOut

MOST = 50
REASONS = ["friends_of_friends", "followed_by_followed", "popular"]


class ReasonOut(Output):
    """Why an account is suggested."""

    type = serializers.ChoiceField(REASONS)
    count = serializers.IntegerField(allow_null=True, help_text="How many accounts are the reason; null for popular.")


class SuggestionOut(Output):
    """An account that the caller may want to follow."""

    account = AuthorOut()
    reasons = ReasonOut(many=True)


class SuggestionsOut(Output):
    """Accounts that the caller may want to follow, those with the most reasons first."""

    results = SuggestionOut(many=True)


class SuggestionFilter(Input):
    """How many to suggest."""

    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=20, help_text="How many at most.")
