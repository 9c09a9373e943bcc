"""Reads of shares, and which posts can be shared."""

from typing import Any
from uuid import UUID

from chassis.http.paging import Page, PageQuery
from posts.errors import PostNotShareable
from posts.models import Post, Share
from posts.models.visibility import Visibility
from posts.selectors.marks import mark_state, marker_list
from posts.selectors.posts import post_access


def post_shareable(*, post_id: UUID, account_id: UUID) -> Post:
    """Return a post that an account may share and quote: one that it may read, and others than its author might.

    Raises PostNotFound when it may not read it, and PostNotShareable.
    """
    post = post_access(post_id=post_id, viewer_id=account_id)
    if post.visibility == Visibility.PRIVATE:
        raise PostNotShareable
    return post


def share_state(*, post_id: UUID, viewer_id: UUID) -> dict[str, Any]:
    """Return ``shared`` and ``shares_count`` of a post that was just looked up; the count is None without access."""
    return mark_state(post_id=post_id, viewer_id=viewer_id, mark="shared", count="shares_count")


def sharer_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[dict[str, Any]]:
    """Return the cards of those who share a post. Raises PostNotFound when the viewer may not read it."""
    return marker_list(Share, post_id=post_id, viewer_id=viewer_id, query=query)
