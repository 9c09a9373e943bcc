"""Counts beside what they count: likes and comments of posts, replies to comments; for ``audit`` and ``repair``.

Only those under posts that are not deleted: the others are shown to nobody. Whoever changes a like or a comment locks
its post in the same transaction.
"""

from functools import partial

from chassis.events.projections import Count
from chassis.events.recounting import counts_differing, counts_recount

LOCK_POSTS = "SELECT FROM posts_post WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR NO KEY UPDATE"
LOCK_POSTS_OF_COMMENTS = """
    SELECT FROM posts_post WHERE id IN (SELECT post_id FROM posts_comment WHERE id = ANY(%(ids)s::uuid[]))
    ORDER BY id FOR NO KEY UPDATE
"""


def _of_posts(name: str, count: str, rows: str) -> Count:
    """Return a count of posts: its column, and the rows of a table with ``post_id`` that it counts."""
    suspects = f"""
        SELECT post.id FROM posts_post AS post
        LEFT JOIN (SELECT post_id, count(*) AS found FROM {rows} GROUP BY post_id) AS counted ON post_id = post.id
        WHERE post.deleted_at IS NULL AND post.{count} <> coalesce(found, 0)
    """  # noqa: S608 - constants of this module
    update = f"""
        UPDATE posts_post AS post SET {count} = found
        FROM (
            SELECT id AS post_id, (SELECT count(*) FROM {rows} AND post_id = asked.id) AS found
            FROM unnest(%(ids)s::uuid[]) AS asked (id)
        ) AS counted
        WHERE post.id = post_id AND post.deleted_at IS NULL AND post.{count} <> found
        RETURNING post.id
    """  # noqa: S608 - likewise
    return _count(name, suspects, LOCK_POSTS, update)


def _count(name: str, suspects: str, lock: str, update: str) -> Count:
    repair = partial(counts_recount, suspects=suspects, before=[lock], update=update)
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
COUNTS = [
    _of_posts("likes", "likes_count", "posts_like WHERE state = 'on'"),
    _of_posts("comments", "comments_count", "posts_comment WHERE deleted_at IS NULL"),
    _count("replies", REPLIES_SUSPECTS, LOCK_POSTS_OF_COMMENTS, REPLIES_UPDATE),
]
