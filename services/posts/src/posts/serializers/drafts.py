"""Shapes of drafts."""

from typing import Any, ClassVar

from rest_framework import serializers

from chassis.http.links import link_to
from chassis.http.serializers import names_of
from posts.models import Draft, medium
from posts.serializers.post_content import PartOfPostIn, post_content_out
from posts.serializers.posts import PostIn


class DraftOut(PostIn):
    """A draft as its author sees it: the fields of the post."""

    aliases: ClassVar = {}
    ignored: ClassVar = frozenset[str]()

    id = serializers.UUIDField()
    url = serializers.URLField(max_length=2_000)
    media = serializers.ListField(
        child=serializers.UUIDField(), max_length=medium.MAX_OF_POST, help_text="Ids of its media."
    )
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class DraftIn(PartOfPostIn):
    """A post that is not finished: every field may be left out or empty."""

    ignored: ClassVar = names_of(DraftOut)


def draft_out(draft: Draft) -> dict[str, Any]:
    """Return the shape ``draft``."""
    own = {name: getattr(draft, name) for name in ("id", "created_at", "edited_at")}
    return post_content_out(draft.content) | own | {"url": link_to(f"/api/v1/drafts/{draft.id}/")}
