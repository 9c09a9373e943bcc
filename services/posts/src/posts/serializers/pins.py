"""Shapes of pins."""

from rest_framework import serializers


class PinOut(serializers.Serializer):
    """Whether the post is pinned, and how many posts its author has pinned."""

    pinned = serializers.BooleanField(help_text="Whether the post is pinned now.")
    pins_count = serializers.IntegerField(min_value=0, help_text="How many posts its author has pinned.")
