"""The shapes that the graph answers in."""

from rest_framework import serializers

from social_graph.models import State


class FollowOut(serializers.Serializer):
    """Whether the caller follows the account."""

    state = serializers.ChoiceField(State.choices)
