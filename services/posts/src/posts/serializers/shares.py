"""Shapes of shares."""

from rest_framework import serializers


class ShareOut(serializers.Serializer):
    """Whether the caller shares the post, and how many do."""

    shared = serializers.BooleanField(help_text="Whether the caller shares it now.")
    shares_count = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="How many accounts share it; null where the caller may not read it."
    )
