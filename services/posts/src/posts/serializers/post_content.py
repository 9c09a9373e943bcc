"""The fields of a post that are kept as JSON, of a draft or a scheduled post, until it is published."""

from typing import Any, ClassVar

from rest_framework import serializers

from posts.models.visibility import Visibility
from posts.serializers.posts import PostIn


class PartOfPostIn(PostIn):
    """Fields of a post of which others may be kept already."""

    aliases: ClassVar = {}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the fields. A group alone means the visibility `group`; ``post_fields_of`` checks the whole."""
        if attrs.get("group") and "visibility" not in self.initial_data:
            attrs["visibility"] = Visibility.GROUP.value
        return attrs

    def missing_in(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return no faults: a text or media may be kept already, or come later."""
        return {}


def post_fields_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a post that were kept, as they are read from a request. Raises ValidationError."""
    shape = PostIn(data=content)
    shape.is_valid(raise_exception=True)
    return shape.validated_data


def post_content_out(content: dict[str, Any]) -> dict[str, Any]:
    """Return all fields of a post: those that were kept, and the others as they are by default."""
    return {name: content.get(name, _default(field)) for name, field in PostIn().fields.items()}


def _default(field: serializers.Field) -> Any:
    default = None if field.default is serializers.empty else field.default
    return default() if callable(default) else default
