"""Counts beside what they count, of posts (likes, comments, media …) and comments (likes, replies).

So is whether a deleted comment is a tombstone: it has replies, through whatever other deleted ones.

Only those under posts that are not deleted: the others are shown to nobody. Whoever changes a like or a comment locks
its post in the same transaction; a like of a comment, the comment. Several comments are locked after their posts.
"""

from functools import partial

from chassis.events.projections import Count
from chassis.events.recounting import counts_differing, counts_recount

LOCK_POSTS = "SELECT FROM posts_post WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
LOCK_COMMENTS = "SELECT FROM posts_comment WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
LOCK_POSTS_OF_COMMENTS = """
    SELECT FROM posts_post WHERE id IN (SELECT post_id FROM posts_comment WHERE id = ANY(%(ids)s::uuid[]))
    ORDER BY id FOR NO KEY UPDATE
"""


def _of_posts(name: str, count: str, rows: str) -> Count:
    """Return a count of posts: its column, and the rows of a table with ``post_id`` that it counts."""
    return _beside("posts_post", "post_id", name, count, rows, [LOCK_POSTS])


def _beside(table: str, key: str, name: str, count: str, rows: str, locks: list[str]) -> Count:
    """Return a count in a table of posts or comments, of rows whose ``key`` is its id."""
    suspects = f"""
        SELECT thing.id FROM {table} AS thing
        LEFT JOIN (SELECT {key}, count(*) AS found FROM {rows} GROUP BY {key}) AS counted ON {key} = thing.id
        WHERE thing.deleted_at IS NULL AND thing.{count} <> coalesce(found, 0)
    """  # noqa: S608 - constants of this module
    update = f"""
        UPDATE {table} AS thing SET {count} = found
        FROM (
            SELECT id AS {key}, (SELECT count(*) FROM {rows} AND {key} = asked.id) AS found
            FROM unnest(%(ids)s::uuid[]) AS asked (id)
        ) AS counted
        WHERE thing.id = {key} AND thing.deleted_at IS NULL AND thing.{count} <> found
        RETURNING thing.id
    """  # noqa: S608 - likewise
    return _count(name, suspects, locks, update)


def _count(name: str, suspects: str, locks: list[str], update: str) -> Count:
    repair = partial(counts_recount, suspects=suspects, before=locks, update=update)
    return Count(name=name, differing=partial(counts_differing, suspects), repair=repair)


REPLIES_SUSPECTS = """
    SELECT comment.id FROM posts_comment AS comment
    JOIN posts_post AS post ON post.id = comment.post_id AND post.deleted_at IS NULL
    LEFT JOIN (
        SELECT reply_to_id, count(*) AS found FROM posts_comment WHERE deleted_at IS NULL GROUP BY reply_to_id
    ) AS counted ON counted.reply_to_id = comment.id
    WHERE comment.replies_count <> coalesce(found, 0)
"""
REPLIES_UPDATE = """
    UPDATE posts_comment AS comment SET replies_count = found
    FROM (
        SELECT asked.id AS comment_id, (
            SELECT count(*) FROM posts_comment AS reply WHERE reply_to_id = asked.id AND deleted_at IS NULL
        ) AS found
        FROM unnest(%(ids)s::uuid[]) AS asked (id)
        JOIN posts_comment AS parent ON parent.id = asked.id
        JOIN posts_post AS post ON post.id = parent.post_id AND post.deleted_at IS NULL
    ) AS counted
    WHERE comment.id = comment_id AND comment.replies_count <> found
    RETURNING comment.id
"""
# In a subquery, so that it is the same text in a SELECT and in an UPDATE.
TOMBSTONES = """
    WITH RECURSIVE tombstone AS (
        SELECT id, reply_to_id FROM posts_comment AS deleted
        WHERE deleted_at IS NOT NULL AND EXISTS (
            SELECT FROM posts_comment AS reply WHERE reply.reply_to_id = deleted.id AND reply.deleted_at IS NULL
        )
        UNION
        SELECT deleted.id, deleted.reply_to_id FROM tombstone
        JOIN posts_comment AS deleted ON deleted.id = tombstone.reply_to_id AND deleted.deleted_at IS NOT NULL
    )
    SELECT id FROM tombstone
"""
TOMBSTONES_SUSPECTS = f"""
    SELECT comment.id FROM posts_comment AS comment
    JOIN posts_post AS post ON post.id = comment.post_id AND post.deleted_at IS NULL
    LEFT JOIN ({TOMBSTONES}) AS tombstone ON tombstone.id = comment.id
    WHERE comment.is_tombstone <> (tombstone.id IS NOT NULL)
"""  # noqa: S608 - a constant
TOMBSTONES_UPDATE = f"""
    UPDATE posts_comment AS comment SET is_tombstone = found
    FROM (
        SELECT asked.id AS comment_id, tombstone.id IS NOT NULL AS found
        FROM unnest(%(ids)s::uuid[]) AS asked (id)
        LEFT JOIN ({TOMBSTONES}) AS tombstone ON tombstone.id = asked.id
        JOIN posts_comment AS deleted ON deleted.id = asked.id
        JOIN posts_post AS post ON post.id = deleted.post_id AND post.deleted_at IS NULL
    ) AS counted
    WHERE comment.id = comment_id AND comment.is_tombstone <> found
    RETURNING comment.id
"""  # noqa: S608 - likewise
COUNTS = [
    _of_posts("likes", "likes_count", "posts_like WHERE state = 'on'"),
    _of_posts("shares", "shares_count", "posts_share WHERE state = 'on'"),
    _of_posts("bookmarks", "bookmarks_count", "posts_bookmark WHERE state = 'on'"),
    _of_posts("comments", "comments_count", "posts_comment WHERE deleted_at IS NULL"),
    _beside(
        "posts_comment",
        "comment_id",
        "comment_likes",
        "likes_count",
        "posts_commentlike WHERE state = 'on'",
        [LOCK_POSTS_OF_COMMENTS, LOCK_COMMENTS],
    ),
    _of_posts("media", "media_count", "posts_medium WHERE post_id IS NOT NULL"),
    _count("replies", REPLIES_SUSPECTS, [LOCK_POSTS_OF_COMMENTS], REPLIES_UPDATE),
    _count("tombstones", TOMBSTONES_SUSPECTS, [LOCK_POSTS_OF_COMMENTS], TOMBSTONES_UPDATE),
]
