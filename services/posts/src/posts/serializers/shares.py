"""Shapes of shares."""

from rest_framework import serializers


class ShareOut(serializers.Serializer):
    """Whether the caller shares the post, and how many do."""

    shared = serializers.BooleanField()
    shares_count = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="Null where the caller may not read the post (any more)."
    )
