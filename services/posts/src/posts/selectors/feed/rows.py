"""The rows of candidates in PostgreSQL: whether they are shown, their versions and counts; one query."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from chassis.database.prepared import Prepared
from chassis.http.paging import Place
from posts.models import Post, StaleTimeline
from posts.models.counts import comments_shown_to, likes_shown_to
from posts.models.like import is_liked_by
from posts.models.post import READABLE_BY_FOLLOWERS, in_feed_of
from relations.people.models import Person

# In addition to the timeline: the account's own newest posts, which must be shown before they are in a timeline, and
# those of followees whose posts are not copied to timelines; each limited to the length of the page.
CANDIDATES = """
    SELECT id FROM (SELECT unnest(%s::uuid[]) AS id
    UNION (
        SELECT id FROM posts_post
        WHERE author_id = %s AND deleted_at IS NULL AND id {beyond} %s
        ORDER BY id {order} LIMIT %s
    )
    UNION (
        SELECT post.id FROM posts_pulledfollow AS follow
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE author_id = follow.followee_id AND deleted_at IS NULL AND is_pulled AND id {beyond} %s
              AND visibility IN {readable}
            ORDER BY id {order} LIMIT %s
        ) AS post
        WHERE follow.follower_id = %s
        ORDER BY post.id {order} LIMIT %s
    )) AS candidate ORDER BY id {order} LIMIT %s
"""

OLDER, NEWER = {"beyond": "<", "order": "DESC"}, {"beyond": ">", "order": "ASC"}
"""The comparisons from a place towards older posts, and towards newer ones."""
NEWEST = UUID(int=2**128 - 1)
READABLE = "({})".format(", ".join(f"'{each}'" for each in READABLE_BY_FOLLOWERS))


class FeedRow(NamedTuple):
    """The present state of a candidate."""

    id: str
    version: int
    author_version: int | None
    shown_likes: int
    shown_comments: int
    is_liked: bool
    is_shown: bool
    is_stale: bool
    """Whether the reader's timeline has missed an update; the same in every row."""


def feed_rows(account_id: UUID, post_ids: Iterable[str], *, place: Place, count: int) -> dict[str, FeedRow]:
    """Return the ``count`` rows nearest to a place, of ``post_ids`` and of own and fan-out-on-read candidates."""
    rows = newer_rows if place.is_backwards else older_rows
    # As the text of an array, and the ids as text: psycopg2 takes longer for each UUID than all else does for its row.
    found = rows(account_id, f"{{{','.join(post_ids)}}}", place.key or NEWEST, count)
    return {row[0]: FeedRow(*row) for row in found}


@Prepared
def older_rows(account_id: UUID, post_ids: list[UUID], place: UUID, count: int) -> QuerySet:
    """Return the rows of candidates, and of own and fan-out-on-read ones before a place."""
    return _rows(account_id, [post_ids, account_id, place, count, place, count, account_id, count, count], OLDER)


@Prepared
def newer_rows(account_id: UUID, post_ids: list[UUID], place: UUID, count: int) -> QuerySet:
    """Return the rows of candidates, and of own and fan-out-on-read ones after a place."""
    return _rows(account_id, [post_ids, account_id, place, count, place, count, account_id, count, count], NEWER)


def _rows(account_id: UUID, parameters: Sequence[Any], direction: Mapping[str, str]) -> QuerySet:
    candidates = CANDIDATES.format(**direction, readable=READABLE)
    rows = Post.objects.filter(id__in=RawSQL(candidates, parameters)).annotate(  # noqa: S611 - every value is a parameter
        key=Cast("id", TextField()),
        author_version=Subquery(Person.objects.filter(id=OuterRef("author_id")).values("version")),
        shown_likes=likes_shown_to(account_id),
        shown_comments=comments_shown_to(account_id),
        is_liked=is_liked_by(account_id),
        is_shown=ExpressionWrapper(in_feed_of(account_id), output_field=BooleanField()),
        is_stale=Exists(StaleTimeline.objects.filter(account_id=account_id)),
    )
    return rows.values_list("key", *FeedRow._fields[1:])
