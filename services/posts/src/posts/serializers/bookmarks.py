"""Shapes of bookmarks."""

from rest_framework import serializers


class BookmarkOut(serializers.Serializer):
    """Whether the caller has saved the post, and for its author how many have."""

    bookmarked = serializers.BooleanField(help_text="Whether the caller has saved it now.")
    bookmarks_count = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="How many accounts have saved it; null for others than its author."
    )
