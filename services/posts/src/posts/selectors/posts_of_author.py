"""The posts of one author that a viewer may read; how many others the author has does not matter for the cost.

Each visibility that includes the viewer, and each group of the viewer, is read from an index of its own order, a page
of each at most (ADR 76, ADR 166).
"""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from chassis.http.paging import HIGHEST, Page, PageQuery, Place, PreparedList, paginate
from posts.models import Post
from posts.models.counts import posts_for
from posts.models.visibility import Visibility
from posts.selectors.candidates import Candidates, by_id
from posts.selectors.days import ANY_DAY, Days
from posts.selectors.items import PostItem, post_items
from posts.selectors.keyset import NEWER, OLDER
from relations.audience import ANONYMOUS_MAY_SEE_ITEM, MAY_SEE_ITEM, MAY_SEE_ITEM_IN_GROUPS

# ``keyset`` says why the author is a subquery. A second reason: with the value, PostgreSQL would read everybody's posts
# by id and filter them, if it knows the author to have very many.
NEAREST = """
    SELECT id FROM posts_post
    WHERE author_id = (SELECT %(author)s) AND deleted_at IS NULL AND {which} AND id {beyond} %(place)s
      AND id >= %(since)s AND id < %(until)s
    ORDER BY id {order} LIMIT (SELECT %(count)s)
"""
BY_VISIBILITY = f"""
    SELECT post.id FROM unnest(%(among)s::text[]) AS asked (visibility)
    CROSS JOIN LATERAL ({NEAREST.replace("{which}", "visibility = asked.visibility")}) AS post
    WHERE {{may_see}}
"""  # noqa: S608 - constants of this module
BY_GROUP = f"""
    SELECT post.id FROM membership AS mine
    CROSS JOIN LATERAL ({NEAREST.replace("{which}", "group_id = mine.group_id")}) AS post
    WHERE mine.account_id = %(viewer)s AND mine.state = 'active' AND {{may_see_in_group}}
"""  # noqa: S608 - likewise
VALUES = {"viewer": "%(viewer)s", "author": "%(author)s"}
MAY_SEE = {
    "may_see": MAY_SEE_ITEM.format(**VALUES, visibility="asked.visibility"),
    "may_see_in_group": MAY_SEE_ITEM_IN_GROUPS.format(**VALUES, visibility="'group'", group="mine.group_id"),
}
ANONYMOUS = {"may_see": ANONYMOUS_MAY_SEE_ITEM.format(author="%(author)s", visibility="asked.visibility")}
VISIBILITIES = [Visibility.PUBLIC.value, Visibility.FOLLOWERS.value, Visibility.FRIENDS.value]
"""Those for which others than the author may read a post that is in no group."""


def posts_of_author(
    *,
    author_id: UUID,
    viewer_id: UUID | None,
    query: PageQuery,
    is_pinned: bool | None = None,
    days: Days = ANY_DAY,
) -> Page[PostItem]:
    """Return what the viewer may read of an author's posts, newest first.

    ``is_pinned`` keeps the few that the author has pinned, or the others.
    """
    if viewer_id == author_id and is_pinned is None:
        return _own_posts(author_id, *days.bounds, query=query).map(post_items)
    if viewer_id == author_id or is_pinned:
        posts = days.of(Post.objects.of_author_visible_to(author_id, viewer_id))
        posts = posts.filter(pinned_at__isnull=not is_pinned)
        return paginate(posts_for(posts, viewer_id), query).map(post_items)

    def fetch(place: Place, count: int) -> Candidates:
        found = by_id(_nearest(author_id, viewer_id, place, count, days), viewer_id)
        return found if is_pinned is None else [(id_, None if _is_pinned(item) else item) for id_, item in found]

    return query.page_of(fetch, newest_first=True)


@PreparedList
def _own_posts(author_id: UUID, since: UUID, until: UUID) -> QuerySet[Post]:
    own = Post.objects.of_author_visible_to(author_id, author_id)
    return posts_for(own.between(since, until), author_id)


def _is_pinned(item: PostItem | None) -> bool:
    return item is not None and bool(item.for_reader["pinned"])


def _nearest(author_id: UUID, viewer_id: UUID | None, place: Place, count: int, days: Days) -> list[UUID]:
    """Return the ids of the ``count`` posts nearest to a place."""
    direction = NEWER if place.is_backwards else OLDER
    found = BY_VISIBILITY.format(**direction, **(MAY_SEE if viewer_id else ANONYMOUS))
    if viewer_id:
        found += " UNION ALL " + BY_GROUP.format(**direction, **MAY_SEE)
    values = {
        "author": author_id,
        "viewer": viewer_id,
        "place": place.key or HIGHEST,
        "count": count,
        "among": VISIBILITIES,
        **days.ids,
    }
    nearest = f"SELECT id FROM ({found}) AS post ORDER BY id {direction['order']} LIMIT %(count)s"  # noqa: S608 - as above
    with connection.cursor() as cursor:
        cursor.execute(nearest, values)
        return [post_id for (post_id,) in cursor.fetchall()]
