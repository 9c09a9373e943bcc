"""Reads of posts."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from chassis.database.prepared import Prepared
from chassis.http.paging import Page, PageQuery, PreparedList
from posts.errors import PostNotFound
from posts.models import Post
from posts.models.counts import READER_FIELDS, posts_for
from posts.models.visibility import Visibility
from posts.search_query import Search
from posts.selectors.candidates import shown_of
from posts.selectors.days import ANY_DAY, Days
from posts.selectors.items import PostItem, Quote, add_people, post_items
from posts.selectors.posts_of_author import posts_of_author
from posts.selectors.posts_of_group import posts_of_group
from posts.selectors.search import post_search


def post_access(*, post_id: UUID, viewer_id: UUID | None) -> Post:
    """Return a post that the viewer may read. Raises PostNotFound otherwise."""
    found = _readable_post(post_id, viewer_id)
    if not found:
        raise PostNotFound
    post: Post = found[0]
    return post


@Prepared
def _readable_post(post_id: UUID, viewer_id: UUID | None) -> QuerySet[Post]:
    return Post.objects.visible_to(viewer_id).filter(id=post_id)


def post_get(*, post_id: UUID, viewer_id: UUID | None) -> PostItem:
    """Return a post as the viewer sees it. Raises PostNotFound when the viewer may not."""
    found = shown_of([post_id], viewer_id)
    if not found:
        raise PostNotFound
    return found[post_id]


def post_as_published(post: Post) -> PostItem:
    """Return a post as its author sees it right after publishing, when it has no likes."""
    quoted = post.quote_of
    add_people([post, quoted] if quoted else [post])
    counts = dict.fromkeys(("likes_count", "comments_count", "shares_count", "bookmarks_count"), 0)
    quote = Quote(quoted.id, quoted) if quoted else None
    return PostItem(post.id, post, dict.fromkeys(READER_FIELDS, False) | counts, quote)


def pin_state(*, post_id: UUID, author_id: UUID) -> dict[str, Any]:
    """Return whether an author has pinned a post, and how many are pinned."""
    pinned = set(Post.objects.pinned_by(author_id).values_list("id", flat=True))
    return {"pinned": post_id in pinned, "pins_count": len(pinned)}


def post_list(
    *,
    author_id: UUID | None,
    group_id: UUID | None = None,
    viewer_id: UUID | None,
    query: PageQuery,
    is_pinned: bool | None = None,
    search: Search | None = None,
    days: Days = ANY_DAY,
) -> Page[PostItem]:
    """Return what the viewer may read of the posts of an author or a group, or of everybody's public ones.

    The newest is first. ``is_pinned`` keeps those that the author has pinned, or the others. With a ``search`` these
    are the posts that it finds, of everybody or of the author.
    """
    if search:
        return post_search(search=search, author_id=author_id, viewer_id=viewer_id, query=query)
    if group_id:
        return posts_of_group(group_id=group_id, author_id=author_id, viewer_id=viewer_id, query=query, days=days)
    if author_id:
        return posts_of_author(author_id=author_id, viewer_id=viewer_id, query=query, is_pinned=is_pinned, days=days)
    return _public_posts(viewer_id, *days.bounds, query=query).map(post_items)


@PreparedList
def _public_posts(viewer_id: UUID | None, since: UUID, until: UUID) -> QuerySet[Post]:
    public = Post.objects.visible_to(viewer_id).filter(visibility=Visibility.PUBLIC)
    return posts_for(public.between(since, until), viewer_id)
