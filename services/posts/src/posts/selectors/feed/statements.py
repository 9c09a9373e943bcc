"""The statements that read the entries of a feed in PostgreSQL, prepared."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Subquery

from chassis.database.prepared import Prepared
from posts.models import FanOutOnReadFollow, Post, Share, StaleTimeline
from posts.models.counts import ANNOTATIONS, is_quote_shown_to, reader_fields
from posts.models.mark import ON
from posts.models.post import readable_by
from posts.models.share import may_be_shared_to, shares_to
from posts.models.visibility import READABLE_BY_FOLLOWERS
from posts.selectors.keyset import NEWER, OLDER
from relations.audience import belongs_in_feed
from relations.people.models import Person

# Each candidate is an entry of the feed: its key, and the post that it shows. In addition to those of the timeline: the
# account's own newest posts, which must be shown before they are in a timeline, and the posts and shares of followees
# with so many followers that they are not copied to timelines; each limited to the length of the page. The arrays are
# subqueries for the same reason as in ``listed``.
CANDIDATES = """
    SELECT key, post_id FROM (
        SELECT key, post_id FROM unnest((SELECT %s::uuid[]), (SELECT %s::uuid[])) AS asked (key, post_id)
    UNION (
        SELECT id, id FROM posts_post
        WHERE author_id = %s AND deleted_at IS NULL AND id {beyond} %s
        ORDER BY id {order} LIMIT %s
    )
    UNION (
        SELECT post.id, post.id FROM posts_pulledfollow AS follow
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE author_id = follow.followee_id AND deleted_at IS NULL AND is_pulled AND id {beyond} %s
              AND visibility IN {readable}
            ORDER BY id {order} LIMIT %s
        ) AS post
        WHERE follow.follower_id = %s
        ORDER BY post.id {order} LIMIT %s
    )
    UNION (
        SELECT share.place, share.post_id FROM posts_pulledfollow AS follow
        CROSS JOIN LATERAL (
            SELECT place, post_id FROM posts_share
            WHERE sharer_id = follow.followee_id AND state = 'on' AND place {beyond} %s
            ORDER BY place {order} LIMIT %s
        ) AS share
        WHERE follow.follower_id = %s
        ORDER BY share.place {order} LIMIT %s
    )) AS candidate ORDER BY key {order} LIMIT %s
"""
Sql = tuple[str, Sequence[Any]]
READABLE = "({})".format(", ".join(f"'{each}'" for each in READABLE_BY_FOLLOWERS))

# Whether an entry is a share can be seen from its key, which is the post's id where it is not.
ENTRIES = """
    FROM ({candidates}) AS candidate
    JOIN ({posts}) AS post ON post.id = candidate.post_id
    LEFT JOIN ({shares}) AS share
      ON candidate.key <> candidate.post_id AND share.post_id = candidate.post_id AND share.place = candidate.key
    LEFT JOIN person AS author ON author.id = post.author_id
    LEFT JOIN person AS sharer ON sharer.id = share.sharer_id
"""
IS_SHOWN = """post.is_readable AND CASE
    WHEN candidate.key = candidate.post_id THEN post.belongs_in_feed
    ELSE post.may_be_shared AND coalesce(share.belongs_in_feed, false)
END"""
COLUMNS = f"""
    candidate.key::text, post.id::text, post.version, author.version,
    CASE WHEN post.is_quote_shown THEN post.quote_of_id::text END, post.quote_version, post.quote_author_version,
    {IS_SHOWN},
    post.is_stale, post.follows_on_read,
    share.sharer_id::text, sharer.username, sharer.display_name, sharer.avatar_path, sharer.avatar_blurhash,
    {", ".join(f"post.{column}" for column in ANNOTATIONS)}
"""
"""The columns of ``FeedRow``."""


class Asked(NamedTuple):
    """The parameters of a statement: the ``most`` entries nearest to a place, of candidates and those beside them."""

    account_id: UUID
    keys: list[UUID]
    post_ids: list[UUID]
    place: UUID
    most: int


PARAMETERS = list(Asked.__annotations__.values())


def rows_for(direction: Mapping[str, str], *parameters: Any) -> Sql:
    """Return the statement that reads entries with ``COLUMNS``, those that are not shown, too."""
    asked = Asked(*parameters)
    posts = _posts(asked.account_id).annotate(
        is_quote_shown=is_quote_shown_to(asked.account_id),
        quote_version=F("quote_of__version"),
        quote_author_version=Subquery(Person.objects.filter(id=OuterRef("quote_of__author_id")).values("version")),
        is_stale=Exists(StaleTimeline.objects.filter(account_id=asked.account_id)),
        follows_on_read=Exists(FanOutOnReadFollow.objects.filter(follower_id=asked.account_id)),
        **reader_fields(asked.account_id),
    )
    sql, values = _entries(asked, direction, posts)
    return f"SELECT {COLUMNS} {sql}", values


def shown_for(direction: Mapping[str, str], *parameters: Any) -> Sql:
    """Return the statement that reads the keys and posts of the entries that are shown."""
    asked = Asked(*parameters)
    sql, values = _entries(asked, direction, _posts(asked.account_id))
    return f"SELECT candidate.key::text, post.id::text {sql} WHERE {IS_SHOWN}", values


def _posts(account_id: UUID) -> QuerySet:
    return Post.objects.annotate(
        is_readable=ExpressionWrapper(readable_by(account_id), output_field=BooleanField()),
        belongs_in_feed=belongs_in_feed(account_id),
        may_be_shared=ExpressionWrapper(may_be_shared_to(account_id), output_field=BooleanField()),
    ).values()


def _entries(asked: Asked, direction: Mapping[str, str], posts: QuerySet) -> Sql:
    nearest = [asked.place, asked.most, asked.account_id, asked.most]
    own = [asked.account_id, asked.place, asked.most]
    of_candidates = [asked.keys, asked.post_ids, *own, *nearest, *nearest, asked.most]
    shares = Share.objects.filter(state=ON).annotate(belongs_in_feed=shares_to(asked.account_id)).values()
    (of_posts_sql, of_posts), (of_shares_sql, of_shares) = posts.query.sql_with_params(), shares.query.sql_with_params()
    candidates = CANDIDATES.format(**direction, readable=READABLE)
    sql = ENTRIES.format(candidates=candidates, posts=of_posts_sql, shares=of_shares_sql)
    return sql, [*of_candidates, *of_posts, *of_shares]


older_rows, newer_rows, older_shown = (
    Prepared(partial(build, direction), PARAMETERS)
    for build, direction in ((rows_for, OLDER), (rows_for, NEWER), (shown_for, OLDER))
)
