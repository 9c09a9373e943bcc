"""The posts of one group."""

from uuid import UUID

from chassis.http.paging import Page, PageQuery, paginate
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
    posts = days.of(_readable(group_id, viewer_id))
    posts = posts.filter(author_id=author_id) if author_id else posts
    return paginate(posts_for(posts, viewer_id), query).map(post_items)


def _readable(group_id: UUID, viewer_id: UUID | None) -> PostQuerySet:
    if viewer_id is None:
        return Post.objects.none()
    posts = Post.objects.visible_to(viewer_id).filter(group_id=group_id)
    # Whether the viewer is a member is asked first: otherwise the cost would show how much others write in the group.
    is_member = account_is_member(account_id=viewer_id, group_id=group_id)
    return posts if is_member else posts.filter(author_id=viewer_id)
