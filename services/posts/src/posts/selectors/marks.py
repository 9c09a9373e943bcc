"""Reads of marks on posts: who has set them, and which an account has set."""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from chassis.database.prepared import Prepared
from chassis.http.paging import Page, PageQuery, PreparedList, paginate
from posts.models import Post
from posts.models.counts import ANNOTATIONS, READER_FIELDS, posts_for
from posts.models.mark import ON, Mark, PostMark
from posts.selectors.candidates import shown_of
from posts.selectors.items import PostItem, marker_cards
from posts.selectors.posts import post_access
from relations.audience import may_see_account


def marked_post(kind: type[PostMark], *, post_id: UUID, account_id: UUID) -> Post:
    """Return a post that an account has marked at some time, also if it may not read it any more.

    Raises PostNotFound when the post is deleted, or when the account may not read it and never marked it.
    """
    own = {kind.account_field: account_id, "post_id": post_id, "post__deleted_at": None}
    mark = kind._default_manager.select_related("post").filter(**own).first()
    return mark.post if mark else post_access(post_id=post_id, viewer_id=account_id)


def mark_state(*, post_id: UUID, viewer_id: UUID, mark: str, count: str) -> dict[str, Any]:
    """Return two of ``READER_FIELDS`` of a post that was just looked up; the count is None if they may not read it."""
    [(*values, may_read)] = _state_for(post_id, viewer_id)
    state = dict(zip(READER_FIELDS, values, strict=True))
    return {mark: state[mark], count: state[count] if may_read else None}


@Prepared
def _state_for(post_id: UUID, viewer_id: UUID) -> QuerySet:
    # All fields that depend on the reader, so that one statement serves all kinds of marks.
    may_read = Exists(Post.objects.visible_to(viewer_id).filter(id=OuterRef("id")))
    found: Any = posts_for(Post.objects.filter(id=post_id).annotate(may_read=may_read), viewer_id)
    return found.values_list(*ANNOTATIONS, "may_read")


def marker_list(
    kind: type[PostMark], *, post_id: UUID, viewer_id: UUID | None, query: PageQuery
) -> Page[dict[str, Any]]:
    """Return the cards of those who have marked a post and whom the viewer may see, the newest mark first.

    Raises PostNotFound when the viewer may not read it.
    """
    return markers(kind, marked=post_access(post_id=post_id, viewer_id=viewer_id), viewer_id=viewer_id, query=query)


def markers(kind: type[Mark], *, marked: Model, viewer_id: UUID | None, query: PageQuery) -> Page[dict[str, Any]]:
    """Return the cards of those who have marked something that the viewer may read, the newest mark first."""
    visible = may_see_account(viewer_id, author=kind.account_field)
    # Not prepared: in a plan for all posts PostgreSQL expects few marks of each, and would read and sort all of them.
    marks = kind._default_manager.filter(visible, **{kind.object_field: marked, "state": ON})
    return paginate(marks, query, key="place").map(marker_cards)


def marked_posts(kind: type[PostMark], *, account_id: UUID, query: PageQuery) -> Page[PostItem]:
    """Return the posts that an account has marked and may read, the newest mark first."""
    return _list_of_marks(kind)(account_id, query=query).map(lambda page: _items(page, account_id))


@cache
def _list_of_marks(kind: type[PostMark]) -> PreparedList:
    """Return the list of an account's marks of a kind; cached, since it is prepared once."""

    def marks(account_id: UUID) -> QuerySet[PostMark]:
        may_read = Exists(Post.objects.visible_to(account_id).filter(id=OuterRef("post_id")))
        return kind._default_manager.filter(may_read, **{kind.account_field: account_id, "state": ON})

    return PreparedList(marks, key="place")


def _items(marks: list[PostMark], account_id: UUID) -> list[PostItem]:
    """Return the posts of some marks in their order, without those that were hidden since."""
    ids = [mark.post_id for mark in marks]
    found = shown_of(ids, account_id)
    return [found[id_] for id_ in ids if id_ in found]
