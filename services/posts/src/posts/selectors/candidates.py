"""Posts by their ids, as items: those that a viewer may read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from chassis.database.prepared import Prepared
from posts.models import Post
from posts.models.counts import posts_for
from posts.selectors.items import PostItem, post_items
from relations.audience import mutes

Candidates = list[tuple[Any, PostItem | None]]


def shown_of(post_ids: Sequence[UUID], viewer_id: UUID | None, *, without_muted: bool = False) -> dict[UUID, PostItem]:
    """Return those of the posts that the viewer may read; at most three queries."""
    if not post_ids:
        return {}
    read = _unmuted_posts if without_muted and viewer_id else _readable_posts
    items = post_items(read(viewer_id, list(post_ids)))
    return {item.id: item for item in items if isinstance(item.id, UUID)}


@Prepared
def _readable_posts(viewer_id: UUID | None, post_ids: list[UUID]) -> QuerySet:
    return posts_for(Post.objects.visible_to(viewer_id).among(post_ids), viewer_id)


@Prepared
def _unmuted_posts(viewer_id: UUID, post_ids: list[UUID]) -> QuerySet:
    return posts_for(Post.objects.visible_to(viewer_id).among(post_ids).exclude(mutes(viewer_id)), viewer_id)


def by_id(post_ids: Sequence[UUID], viewer_id: UUID | None) -> Candidates:
    """Return the posts in their order, with None for what the viewer may not read, for a list by id."""
    shown = shown_of(post_ids, viewer_id)
    return [(id_, shown.get(id_)) for id_ in post_ids]
