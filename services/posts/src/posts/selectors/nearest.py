"""Posts of an index that repeats the audience beside a key: those of everybody's, and those of a viewer's audiences."""

from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection

from chassis.http.paging import HIGHEST, LOWEST, Place
from posts.selectors.days import ANY_DAY, Days
from posts.selectors.keyset import NEWER, OLDER

# Keys and limits are subqueries: see ``keyset``.
FOR_ANYBODY = """
    (SELECT post_id FROM {table}
     WHERE {column} = (SELECT %(key)s) AND visibility = 'public' AND post_id {beyond} %(place)s
       AND post_id >= %(since)s AND post_id < %(until)s
     ORDER BY post_id {order} LIMIT (SELECT %(count)s))
"""
AUDIENCES = """
    SELECT %(viewer)s::uuid, unnest('{{followers,friends,private}}'::text[])
    UNION ALL SELECT target_id, 'followers' FROM tie
        WHERE kind = 'follow' AND source_id = %(viewer)s AND state = 'active'
    UNION ALL SELECT target_id, 'friends' FROM tie
        WHERE kind = 'friend' AND source_id = %(viewer)s AND state = 'active'
    UNION ALL SELECT source_id, 'friends' FROM tie
        WHERE kind = 'friend' AND target_id = %(viewer)s AND state = 'active'
    UNION ALL SELECT group_id, 'group' FROM membership WHERE account_id = %(viewer)s AND state = 'active'
"""
"""The audiences of a viewer beside everybody: of its own posts, and those of its followees, friends and groups."""
# Each audience has its place in the index, so hidden posts are not read. It costs some µs for each followee.
FOR_SOME = f"""
    (SELECT found.post_id FROM ({AUDIENCES}) AS audience (owner_id, visibility) CROSS JOIN LATERAL (
        SELECT post_id FROM {{table}} AS entry
        WHERE entry.owner_id = audience.owner_id AND entry.visibility = audience.visibility
          AND entry.visibility <> 'public' AND {{column}} = %(key)s AND post_id {{beyond}} %(place)s
          AND post_id >= %(since)s AND post_id < %(until)s
        ORDER BY post_id {{order}} LIMIT (SELECT %(count)s)
     ) AS found ORDER BY post_id {{order}} LIMIT %(count)s)
"""  # noqa: S608 - a constant
# Of a group that the viewer has left, nothing but its own posts. It reads the viewer's posts in groups, of no others:
# OFFSET makes PostgreSQL look for each of them, instead of reading all posts that have the key.
FOR_AUTHOR = """
    (SELECT post.id FROM posts_post AS post
     CROSS JOIN LATERAL (SELECT FROM {table} WHERE post_id = post.id AND {column} = %(key)s OFFSET 0) AS found
     WHERE post.author_id = %(viewer)s AND post.visibility = 'group' AND post.deleted_at IS NULL
       AND post.id {beyond} %(place)s AND post.id >= %(since)s AND post.id < %(until)s
     ORDER BY post.id {order} LIMIT %(count)s)
"""
NEAREST = "SELECT post_id FROM ({parts}) AS found ORDER BY post_id {order} LIMIT %(count)s"


class By(Enum):
    """The indexes: the table, and its column with the key."""

    TAG = ("posts_posttag", "tag")
    TERM = ("posts_postterm", "term")


def nearest(
    by: By,
    key: str,
    viewer_id: UUID | None,
    *,
    place: Place,
    count: int,
    days: Days = ANY_DAY,
    are_public_asked: bool = True,
) -> list[UUID]:
    """Return the ``count`` posts nearest to a place that have a key, as candidates of a viewer.

    Public ones only where they are asked for.
    """
    table, column = by.value
    words = {"table": table, "column": column, **(NEWER if place.is_backwards else OLDER)}
    parts = [FOR_ANYBODY] * are_public_asked + [FOR_SOME, FOR_AUTHOR] * (viewer_id is not None)
    values: dict[str, Any] = {
        "key": key,
        "viewer": viewer_id,
        "place": place.key or (LOWEST if place.is_backwards else HIGHEST),
        "count": count,
        **days.ids,
    }
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEAREST.format(parts=" UNION ".join(parts).format(**words), **words), values)
        return [post_id for (post_id,) in cursor.fetchall()]
