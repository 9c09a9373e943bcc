"""The shapes that the graph answers in."""

from rest_framework import serializers

from chassis.http.output import Output
from social_graph.models import State


class RelationshipOut(Output):
    """How the caller stands to the account, and the account to the caller."""

    following = serializers.ChoiceField(State.choices)
    followed_by = serializers.BooleanField()
