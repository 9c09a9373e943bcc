"""The posts of one group."""

from uuid import UUID

from django.db.models import QuerySet

from chassis.http.paging import Page, PageQuery, Place, PreparedList
from posts.models import Post
from posts.models.counts import posts_for
from posts.models.post import PostQuerySet
from posts.selectors.days import ANY_DAY, Days
from posts.selectors.items import PostItem, post_items
from relations.selectors import account_is_member


def posts_of_group(
    *, group_id: UUID, author_id: UUID | None, viewer_id: UUID | None, query: PageQuery, days: Days = ANY_DAY
) -> Page[PostItem]:
    """Return what the viewer may read of the posts of a group, newest first; only those of one author if that is given.

    Others than members find in it what they find in a group that does not exist: nothing but their own posts.
    """
    if viewer_id is None:
        return query.page_of(_nothing, newest_first=True)
    # Whether the viewer is a member is asked first: otherwise the cost would show how much others write in the group.
    is_member = account_is_member(account_id=viewer_id, group_id=group_id)
    if not is_member and author_id not in (None, viewer_id):
        return query.page_of(_nothing, newest_first=True)
    if one := author_id if is_member else viewer_id:
        return _posts_of_one(group_id, one, viewer_id, *days.bounds, query=query).map(post_items)
    return _posts_of_all(group_id, viewer_id, *days.bounds, query=query).map(post_items)


def _nothing(place: Place, count: int) -> list[tuple[UUID, PostItem | None]]:
    return []


@PreparedList
def _posts_of_all(group_id: UUID, viewer_id: UUID, since: UUID, until: UUID) -> QuerySet[Post]:
    return posts_for(_readable(group_id, viewer_id, since, until), viewer_id)


@PreparedList
def _posts_of_one(group_id: UUID, author_id: UUID, viewer_id: UUID, since: UUID, until: UUID) -> QuerySet[Post]:
    return posts_for(_readable(group_id, viewer_id, since, until).filter(author_id=author_id), viewer_id)


def _readable(group_id: UUID, viewer_id: UUID, since: UUID, until: UUID) -> PostQuerySet:
    return Post.objects.visible_to(viewer_id).filter(group_id=group_id).between(since, until)
