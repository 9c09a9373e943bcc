"""The shapes that the graph answers in."""

from rest_framework import serializers

from social_graph.models import State


class RelationshipOut(serializers.Serializer):
    """How the caller stands to the account, and the account to the caller."""

    following = serializers.ChoiceField(State.choices)
    followed_by = serializers.BooleanField()
