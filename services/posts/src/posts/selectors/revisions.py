"""Reads of what posts said before they were edited."""

from uuid import UUID

from chassis.http.paging import Page, PageQuery, paginate
from posts.models import Revision
from posts.selectors.posts import post_access


def revision_list(*, post_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[Revision]:
    """Return the earlier versions of a post that the viewer may read, the latest first.

    Raises PostNotFound when the viewer may not read the post.
    """
    post = post_access(post_id=post_id, viewer_id=viewer_id)
    return paginate(Revision.objects.visible_to(viewer_id).filter(post=post), query)
