"""The rows of candidates in PostgreSQL: whether they are shown, their versions and counts; one query."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from chassis.database.prepared import Prepared
from chassis.http.paging import Place
from posts.models import Post, StaleTimeline
from posts.models.counts import ANNOTATIONS, READER_FIELDS, is_quote_shown_to, reader_fields
from posts.models.post import in_feed_of
from posts.models.share import is_shown_as_shared
from posts.models.visibility import READABLE_BY_FOLLOWERS
from posts.selectors.keyset import NEWER, NEWEST, OLDER
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

# Of followees with very many followers, whose shares are not copied to timelines. As their posts, these are few
# sharers, each with a bounded number of rows.
MERGED = """
    SELECT share.place || ' ' || share.post_id FROM posts_pulledfollow AS follow
    CROSS JOIN LATERAL (
        SELECT place, post_id FROM posts_share
        WHERE sharer_id = follow.followee_id AND state = 'on' AND place {beyond} %s
        ORDER BY place {order} LIMIT %s
    ) AS share
    WHERE follow.follower_id = %s
    ORDER BY share.place {order} LIMIT %s
"""

READABLE = "({})".format(", ".join(f"'{each}'" for each in READABLE_BY_FOLLOWERS))


class CardVersion(NamedTuple):
    """Which card of a post is up to date."""

    id: str
    version: int
    author_version: int | None


class FeedRow(NamedTuple):
    """The present state of a candidate."""

    id: str
    version: int
    author_version: int | None
    quote_id: str | None
    """The post that it quotes, if the account may read that, with its version and that of its author."""
    quote_version: int | None
    quote_author_version: int | None
    is_shown: bool
    is_stale: bool
    """Whether the reader's timeline has missed an update; the same in every row."""
    merged_shares: list[str]
    """The entries of shares that are not in timelines, nearest to the place; the same in every row."""
    for_reader: dict[str, Any]
    """The fields that depend on the reader, by their names in the shape ``post``."""

    @property
    def cards(self) -> list[CardVersion]:
        """The cards that show it: its own, and that of the post that it quotes."""
        own = CardVersion(self.id, self.version, self.author_version)
        if self.quote_id is None or self.quote_version is None:
            return [own]
        return [own, CardVersion(self.quote_id, self.quote_version, self.quote_author_version)]


COLUMNS = ("key", *FeedRow._fields[1:-1])
"""The columns of a row, before those for the reader."""


def feed_rows(account_id: UUID, post_ids: Iterable[str], *, place: Place, count: int) -> dict[str, FeedRow]:
    """Return the ``count`` rows nearest to a place, of ``post_ids`` and of own and fan-out-on-read candidates."""
    rows = newer_rows if place.is_backwards else older_rows
    return _by_id(rows(account_id, id_array(post_ids), place.key or NEWEST, count))


def shared_rows(account_id: UUID, post_ids: Iterable[str]) -> dict[str, FeedRow]:
    """Return the rows of posts that others share: an account is shown those that it may read, but not its own."""
    return _by_id(rows_of_shared(account_id, id_array(post_ids)))


def shown_posts(account_id: UUID, post_ids: Iterable[str], *, place: Place, count: int) -> dict[str, list[str]]:
    """Return which of the ``count`` candidates before a place are shown, each with its ``merged_shares``.

    They are those of ``feed_rows``; this costs less, since nothing else is looked up.
    """
    found = older_shown(account_id, id_array(post_ids), place.key or NEWEST, count)
    return dict(found)


def shown_shared_posts(account_id: UUID, post_ids: Iterable[str]) -> set[str]:
    """Return which of these posts an account is shown when others share them."""
    return {post_id for (post_id,) in shown_of_shared(account_id, id_array(post_ids))}


def id_array(ids: Iterable[str]) -> Any:
    """Return ids as a parameter of a prepared statement."""
    # As the text of an array, and the ids as text: psycopg2 takes longer for each UUID than all else does for its row.
    return f"{{{','.join(ids)}}}"


def _by_id(found: Iterable[Any]) -> dict[str, FeedRow]:
    head = len(COLUMNS)
    return {row[0]: FeedRow._make((*row[:head], dict(zip(READER_FIELDS, row[head:], strict=True)))) for row in found}


@Prepared
def older_rows(account_id: UUID, post_ids: list[UUID], place: UUID, count: int) -> QuerySet:
    """Return the rows of candidates, and of own and fan-out-on-read ones before a place."""
    return _rows(account_id, [post_ids, account_id, place, count, place, count, account_id, count, count], OLDER)


@Prepared
def newer_rows(account_id: UUID, post_ids: list[UUID], place: UUID, count: int) -> QuerySet:
    """Return the rows of candidates, and of own and fan-out-on-read ones after a place."""
    return _rows(account_id, [post_ids, account_id, place, count, place, count, account_id, count, count], NEWER)


@Prepared
def older_shown(account_id: UUID, post_ids: list[UUID], place: UUID, count: int) -> QuerySet:
    """Return which candidates before a place are shown."""
    parameters = [post_ids, account_id, place, count, place, count, account_id, count, count]
    shown = _candidates(parameters, OLDER).filter(in_feed_of(account_id))
    return shown.annotate(key=Cast("id", TextField()), merged=_merged(parameters, OLDER)).values_list("key", "merged")


@Prepared
def rows_of_shared(account_id: UUID, post_ids: list[UUID]) -> QuerySet:
    """Return the rows of posts that others share."""
    is_shown, merged = is_shown_as_shared(account_id), RawSQL("ARRAY[]::text[]", [])
    return _rows_for(account_id, Post.objects.among(post_ids), is_shown=is_shown, merged=merged)


@Prepared
def shown_of_shared(account_id: UUID, post_ids: list[UUID]) -> QuerySet:
    """Return which of the posts that others share are shown."""
    shown = Post.objects.among(post_ids).filter(is_shown_as_shared(account_id))
    return shown.annotate(key=Cast("id", TextField())).values_list("key")


def _rows(account_id: UUID, parameters: Sequence[Any], direction: Mapping[str, str]) -> QuerySet:
    posts, merged = _candidates(parameters, direction), _merged(parameters, direction)
    return _rows_for(account_id, posts, is_shown=in_feed_of(account_id), merged=merged)


def _candidates(parameters: Sequence[Any], direction: Mapping[str, str]) -> QuerySet:
    candidates = CANDIDATES.format(**direction, readable=READABLE)
    return Post.objects.filter(id__in=RawSQL(candidates, parameters))  # noqa: S611 - every value is a parameter


def _merged(parameters: Sequence[Any], direction: Mapping[str, str]) -> RawSQL:
    _, account_id, place, count, *_ = parameters
    sql = f"ARRAY({MERGED.format(**direction)})"
    return RawSQL(sql, [place, count, account_id, count])  # noqa: S611 - every value is a parameter


def _rows_for(account_id: UUID, posts: QuerySet, *, is_shown: Q, merged: RawSQL) -> QuerySet:
    rows = posts.annotate(
        key=Cast("id", TextField()),
        author_version=_version_of_author("author_id"),
        quote_id=Case(When(is_quote_shown_to(account_id), then=Cast("quote_of_id", TextField()))),
        quote_version=F("quote_of__version"),
        quote_author_version=_version_of_author("quote_of__author_id"),
        is_shown=ExpressionWrapper(is_shown, output_field=BooleanField()),
        is_stale=Exists(StaleTimeline.objects.filter(account_id=account_id)),
        merged_shares=merged,
        **reader_fields(account_id),
    )
    return rows.values_list("key", *COLUMNS[1:], *ANNOTATIONS)


def _version_of_author(author: str) -> Subquery:
    return Subquery(Person.objects.filter(id=OuterRef(author)).values("version"))
