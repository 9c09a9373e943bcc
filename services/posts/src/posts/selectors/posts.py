"""Reads of posts and of who likes them."""

from typing import Any
from uuid import UUID

from chassis.paging import Page, PageQuery, paginate
from posts.errors import PostNotFound
from posts.models import Like, Post
from posts.models.like import ON, is_liked_by
from posts.models.post import Visibility
from posts.selectors.items import PostItem, liker_cards, post_items


def post_access(*, post_id: UUID, viewer_id: UUID | None) -> Post:
    """Return a post that the viewer may read. Raises PostNotFound otherwise."""
    post = Post.objects.visible_to(viewer_id).filter(id=post_id).first()
    if post is None:
        raise PostNotFound
    return post


def post_get(*, post_id: UUID, viewer_id: UUID | None) -> PostItem:
    """Return a post as the viewer sees it. Raises PostNotFound when the viewer may not."""
    posts = Post.objects.visible_to(viewer_id).annotate(is_liked=is_liked_by(viewer_id)).filter(id=post_id)
    items = post_items(list(posts))
    if not items:
        raise PostNotFound
    return items[0]


def post_list(*, author_id: UUID | None, viewer_id: UUID | None, query: PageQuery) -> Page[PostItem]:
    """Return what the viewer may read of an author's posts, or of everybody's public ones, newest first."""
    posts = Post.objects.visible_to(viewer_id)
    posts = posts.filter(author_id=author_id) if author_id else posts.filter(visibility=Visibility.PUBLIC)
    return paginate(posts.annotate(is_liked=is_liked_by(viewer_id)), query).map(post_items)


def like_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[dict[str, Any]]:
    """Return the cards of those who like a post, the newest like first.

    Raises PostNotFound when the viewer may not read it.
    """
    post = post_access(post_id=post_id, viewer_id=viewer_id)
    return paginate(Like.objects.filter(post=post, state=ON), query, key="place").map(liker_cards)
