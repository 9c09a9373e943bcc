"""Candidates of lists: what of them a viewer may read, as items."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from posts.models import Post
from posts.models.counts import posts_for
from posts.selectors.items import PostItem, post_items
from relations.audience import mutes

Candidates = list[tuple[Any, PostItem | None]]


def shown_of(post_ids: Sequence[UUID], viewer_id: UUID | None, *, without_muted: bool = False) -> dict[UUID, PostItem]:
    """Return those of the posts that the viewer may read; at most two queries."""
    if not post_ids:
        return {}
    posts = Post.objects.visible_to(viewer_id).filter(id__in=post_ids)
    if without_muted and viewer_id:
        posts = posts.exclude(mutes(viewer_id))
    items = post_items(list(posts_for(posts, viewer_id)))
    return {item.id: item for item in items if isinstance(item.id, UUID)}


def by_id(post_ids: Sequence[UUID], viewer_id: UUID | None) -> Candidates:
    """Return the posts in their order, with None for what the viewer may not read, for a list by id."""
    shown = shown_of(post_ids, viewer_id)
    return [(id_, shown.get(id_)) for id_ in post_ids]
