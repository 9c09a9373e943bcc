"""The shapes that the graph answers in."""

from rest_framework import serializers

from chassis.http.output import Output
from social_graph.models import State


class RelationshipOut(Output):
    """The relationship of the caller and the account, in both directions."""

    following = serializers.ChoiceField(State.choices)
    followed_by = serializers.BooleanField()
