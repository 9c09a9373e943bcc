"""Reads of likes."""

from typing import Any
from uuid import UUID

from chassis.http.paging import Page, PageQuery
from posts.models import Like
from posts.selectors.items import PostItem
from posts.selectors.marks import mark_state, marked_posts, marker_list


def like_state(*, post_id: UUID, viewer_id: UUID) -> dict[str, Any]:
    """Return ``liked`` and ``likes_count`` of a post that was just looked up; the count is None without access."""
    return mark_state(post_id=post_id, viewer_id=viewer_id, mark="liked", count="likes_count")


def liker_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[dict[str, Any]]:
    """Return the cards of those who like a post. Raises PostNotFound when the viewer may not read it."""
    return marker_list(Like, post_id=post_id, viewer_id=viewer_id, query=query)


def liked_post_list(*, account_id: UUID, query: PageQuery) -> Page[PostItem]:
    """Return the posts that an account likes and may read, the newest like first."""
    return marked_posts(Like, account_id=account_id, query=query)
