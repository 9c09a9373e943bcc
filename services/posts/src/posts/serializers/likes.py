"""Shapes of likes."""

from rest_framework import serializers


class LikeOut(serializers.Serializer):
    """Whether the caller likes the post or comment, and how many do."""

    liked = serializers.BooleanField(help_text="Whether the caller likes it now.")
    likes_count = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="How many accounts like it; null where the caller may not read it."
    )
