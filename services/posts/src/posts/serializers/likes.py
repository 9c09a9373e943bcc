"""Shapes of likes and bookmarks: whether the caller has set one, and how many there are."""

from rest_framework import serializers


class LikeOut(serializers.Serializer):
    """Whether the caller likes the post or comment, and how many do."""

    liked = serializers.BooleanField()
    likes_count = serializers.IntegerField(
        min_value=0,
        allow_null=True,
        help_text="Null where the caller may not read it (any more).",
    )


class BookmarkOut(serializers.Serializer):
    """Whether the caller has saved the post, and for its author how many have."""

    bookmarked = serializers.BooleanField()
    bookmarks_count = serializers.IntegerField(
        min_value=0, allow_null=True, help_text="Null for others than its author."
    )
