"""Reads of posts and of who likes them."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from chassis.http.paging import Page, PageQuery, paginate
from posts.errors import PostNotFound
from posts.models import Like, Post
from posts.models.counts import posts_for
from posts.models.like import ON
from posts.models.post import Visibility
from posts.selectors.items import PostItem, author_cards, liker_cards, post_items
from relations.audience import may_see_account


class LikeState(NamedTuple):
    """Whether somebody likes a post, and how many do."""

    is_liked: bool
    likes_count: int | None


def post_access(*, post_id: UUID, viewer_id: UUID | None) -> Post:
    """Return a post that the viewer may read. Raises PostNotFound otherwise."""
    post = Post.objects.visible_to(viewer_id).filter(id=post_id).first()
    if post is None:
        raise PostNotFound
    return post


def post_get(*, post_id: UUID, viewer_id: UUID | None) -> PostItem:
    """Return a post as the viewer sees it. Raises PostNotFound when the viewer may not."""
    posts = Post.objects.visible_to(viewer_id).filter(id=post_id)
    items = post_items(list(posts_for(posts, viewer_id)))
    if not items:
        raise PostNotFound
    return items[0]


def post_as_published(post: Post) -> PostItem:
    """Return a post as its author sees it right after publishing, when it has no likes."""
    [post.author] = author_cards([post.author_id])
    return PostItem(post.id, post, likes_count=0, comments_count=0, is_liked=False)


def post_list(*, author_id: UUID | None, viewer_id: UUID | None, query: PageQuery) -> Page[PostItem]:
    """Return what the viewer may read of an author's posts, or of everybody's public ones, newest first."""
    if author_id:
        posts = Post.objects.of_author_visible_to(author_id, viewer_id)
    else:
        posts = Post.objects.visible_to(viewer_id).filter(visibility=Visibility.PUBLIC)
    return paginate(posts_for(posts, viewer_id), query).map(post_items)


def like_get(*, post_id: UUID, viewer_id: UUID) -> LikeState:
    """Return whether the viewer likes a post that was just looked up; the count is None if they may not read it."""
    may_read = Exists(Post.objects.visible_to(viewer_id).filter(id=OuterRef("id")))
    found = Post.objects.filter(id=post_id).annotate(may_read=may_read)
    shown: Any = posts_for(found, viewer_id)
    is_liked, count, is_readable = shown.values_list("is_liked", "shown_likes", "may_read").get()
    return LikeState(is_liked, count if is_readable else None)


def like_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[dict[str, Any]]:
    """Return the cards of those who like a post and whom the viewer may see, the newest like first.

    Raises PostNotFound when the viewer may not read it.
    """
    post = post_access(post_id=post_id, viewer_id=viewer_id)
    likes = Like.objects.filter(may_see_account(viewer_id, author="liker_id"), post=post, state=ON)
    return paginate(likes, query, key="place").map(liker_cards)
