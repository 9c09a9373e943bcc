"""What PostgreSQL knows of candidates: whether they are shown, their versions and counts; one query."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL

from chassis.people.models import Person
from posts.models import Post
from posts.models.like import is_liked_by

# Beside the timeline: the account's own newest posts, which must be there before they are in any timeline, and those
# of the followees whose posts are not copied to timelines. Each is cut off at as many as the page can show.
CANDIDATES = """
    SELECT unnest(%s::uuid[])
    UNION (
        SELECT id FROM posts_post
        WHERE author_id = %s AND deleted_at IS NULL AND id < %s
        ORDER BY id DESC LIMIT %s
    )
    UNION (
        SELECT post.id FROM posts_follow AS follow
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE author_id = follow.followee_id AND deleted_at IS NULL AND is_pulled AND id < %s
            ORDER BY id DESC LIMIT %s
        ) AS post
        WHERE follow.follower_id = %s AND follow.state = 'active' AND follow.is_pulled
        ORDER BY post.id DESC LIMIT %s
    )
"""

NEWEST = UUID(int=2**128 - 1)


class FeedRow(NamedTuple):
    """A candidate, as it is in this moment."""

    id: UUID
    version: int
    author_version: int | None
    likes_count: int
    comments_count: int
    is_liked: bool
    is_shown: bool


def feed_rows(account_id: UUID, post_ids: Iterable[UUID], *, before: UUID | None, count: int) -> dict[UUID, FeedRow]:
    """Return the rows of ``post_ids`` and of up to ``count`` own and pulled candidates each, before a post."""
    end = before or NEWEST
    parameters = [list(post_ids), account_id, end, count, end, count, account_id, count]
    rows = Post.objects.filter(id__in=RawSQL(CANDIDATES, parameters)).annotate(  # noqa: S611 - every value is a parameter
        author_version=Subquery(Person.objects.filter(id=OuterRef("author_id")).values("version")),
        is_liked=is_liked_by(account_id),
        is_shown=Exists(Post.objects.in_feed_of(account_id).filter(id=OuterRef("id"))),
    )
    return {row[0]: FeedRow(*row) for row in rows.values_list(*FeedRow._fields)}
