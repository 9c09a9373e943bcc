"""Reads of bookmarks."""

from typing import Any
from uuid import UUID

from chassis.http.paging import Page, PageQuery
from posts.models import Bookmark
from posts.selectors.items import PostItem
from posts.selectors.marks import mark_state, marked_posts


def bookmark_state(*, post_id: UUID, viewer_id: UUID) -> dict[str, Any]:
    """Return ``bookmarked`` and ``bookmarks_count`` of a post that was just looked up."""
    return mark_state(post_id=post_id, viewer_id=viewer_id, mark="bookmarked", count="bookmarks_count")


def bookmarked_post_list(*, account_id: UUID, query: PageQuery) -> Page[PostItem]:
    """Return the posts that an account has saved and may read, the newest bookmark first."""
    return marked_posts(Bookmark, account_id=account_id, query=query)
