"""What PostgreSQL knows of candidates: whether they are shown, their versions and counts; one query."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL

from chassis.http.paging import Place
from chassis.people.models import Person
from posts.models import Post, StaleTimeline
from posts.models.like import is_liked_by
from posts.models.post import READABLE_BY_FOLLOWERS

# Beside the timeline: the account's own newest posts, which must be there before they are in any timeline, and those
# of the followees whose posts are not copied to timelines. Each is cut off at as many as the page can show.
CANDIDATES = """
    SELECT unnest(%s::uuid[])
    UNION (
        SELECT id FROM posts_post
        WHERE author_id = %s AND deleted_at IS NULL AND id {beyond} %s
        ORDER BY id {order} LIMIT %s
    )
    UNION (
        SELECT post.id FROM posts_follow AS follow
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE author_id = follow.followee_id AND deleted_at IS NULL AND is_pulled AND id {beyond} %s
              AND visibility IN %s
            ORDER BY id {order} LIMIT %s
        ) AS post
        WHERE follow.follower_id = %s AND follow.state = 'active' AND follow.is_pulled
        ORDER BY post.id {order} LIMIT %s
    )
"""

OLDER, NEWER = {"beyond": "<", "order": "DESC"}, {"beyond": ">", "order": "ASC"}
"""How to look from a place towards older posts, and towards newer ones."""
NEWEST = UUID(int=2**128 - 1)
ACCOUNT = UUID(int=0)
"""Stands for the reader where the query is built."""


class FeedRow(NamedTuple):
    """A candidate, as it is in this moment."""

    id: UUID
    version: int
    author_version: int | None
    likes_count: int
    comments_count: int
    is_liked: bool
    is_shown: bool
    is_stale: bool
    """Whether the reader's timeline has missed something; the same in every row."""


def feed_rows(account_id: UUID, post_ids: Iterable[UUID], *, place: Place, count: int) -> dict[UUID, FeedRow]:
    """Return the rows of ``post_ids`` and of up to ``count`` own and pulled candidates each, beyond a place."""
    sql, parameters = _statement(place.is_backwards)
    values: dict[Any, Any] = {
        ACCOUNT: account_id,
        "post_ids": list(post_ids),
        "place": place.key or NEWEST,
        "count": count,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(parameter, parameter) for parameter in parameters])
        return {row[0]: FeedRow(*row) for row in cursor.fetchall()}


@cache
def _statement(is_backwards: bool) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL and its parameters, with names for those that differ between requests.

    It is built once: Django takes several times as long to build it as PostgreSQL to answer it.
    """
    names = ["post_ids", ACCOUNT, "place", "count", "place", READABLE_BY_FOLLOWERS, "count", ACCOUNT, "count"]
    candidates = CANDIDATES.format(**(NEWER if is_backwards else OLDER))
    rows = Post.objects.filter(id__in=RawSQL(candidates, names)).annotate(  # noqa: S611 - every value is a parameter
        author_version=Subquery(Person.objects.filter(id=OuterRef("author_id")).values("version")),
        is_liked=is_liked_by(ACCOUNT),
        is_shown=Exists(Post.objects.in_feed_of(ACCOUNT).filter(id=OuterRef("id"))),
        is_stale=Exists(StaleTimeline.objects.filter(account_id=ACCOUNT)),
    )
    return rows.values_list(*FeedRow._fields).query.sql_with_params()
