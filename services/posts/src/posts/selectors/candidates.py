"""Candidates of lists: what of them a viewer may read, as items."""

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
    """Return those of the posts that the viewer may read; at most two queries."""
    if not post_ids:
        return {}
    read = unmuted_posts if without_muted and viewer_id else readable_posts
    items = post_items(read(viewer_id, list(post_ids)))
    return {item.id: item for item in items if isinstance(item.id, UUID)}


@Prepared
def readable_posts(viewer_id: UUID | None, post_ids: list[UUID]) -> QuerySet:
    """Return those of some posts that a viewer may read, for ``post_items``."""
    return posts_for(Post.objects.visible_to(viewer_id).among(post_ids), viewer_id)


@Prepared
def unmuted_posts(viewer_id: UUID, post_ids: list[UUID]) -> QuerySet:
    """Return the same without those of authors that the viewer mutes."""
    return posts_for(Post.objects.visible_to(viewer_id).among(post_ids).exclude(mutes(viewer_id)), viewer_id)


def by_id(post_ids: Sequence[UUID], viewer_id: UUID | None) -> Candidates:
    """Return the posts in their order, with None for what the viewer may not read, for a list by id."""
    shown = shown_of(post_ids, viewer_id)
    return [(id_, shown.get(id_)) for id_ in post_ids]
