"""Reads of the posts with a hashtag."""

from typing import Any
from uuid import UUID

from django.db import connection

from chassis.http.paging import Page, PageQuery, Place
from posts.selectors.candidates import Candidates, by_id
from posts.selectors.feed.rows import NEWER, NEWEST, OLDER
from posts.selectors.items import PostItem
from posts.text_entities import hashtag_fold, is_hashtag

FOR_ANYBODY = """
    (SELECT post_id FROM posts_posttag
     WHERE tag = %(tag)s AND visibility = 'public' AND post_id {beyond} %(place)s
     ORDER BY post_id {order} LIMIT %(count)s)
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
    (SELECT tagged.post_id FROM ({AUDIENCES}) AS audience (owner_id, visibility) CROSS JOIN LATERAL (
        SELECT post_id FROM posts_posttag AS tag
        WHERE tag.owner_id = audience.owner_id AND tag.visibility = audience.visibility AND tag.visibility <> 'public'
          AND tag = %(tag)s AND post_id {{beyond}} %(place)s
        ORDER BY post_id {{order}} LIMIT %(count)s
     ) AS tagged ORDER BY post_id {{order}} LIMIT %(count)s)
"""  # noqa: S608 - a constant
# Of a group that the viewer has left, nothing but its own posts. It reads the viewer's posts in groups, of no others.
FOR_AUTHOR = """
    (SELECT post.id FROM posts_post AS post
     WHERE post.author_id = %(viewer)s AND post.visibility = 'group' AND post.deleted_at IS NULL
       AND EXISTS (SELECT FROM posts_posttag WHERE post_id = post.id AND tag = %(tag)s) AND post.id {beyond} %(place)s
     ORDER BY post.id {order} LIMIT %(count)s)
"""
NEAREST = "SELECT post_id FROM ({parts}) AS found ORDER BY post_id {order} LIMIT %(count)s"


def tagged_list(*, tag: str, viewer_id: UUID | None, query: PageQuery) -> Page[PostItem]:
    """Return the posts with a hashtag that the viewer may read, newest first.

    No posts for a text that cannot be a hashtag: a tag that nobody uses is answered like one that nobody may see.
    """
    key = hashtag_fold(tag) if is_hashtag(tag) else None

    def fetch(place: Place, count: int) -> Candidates:
        return by_id(tagged_posts(key, viewer_id, place=place, count=count), viewer_id) if key else []

    return query.page_of(fetch, newest_first=True)


def tagged_posts(tag: str, viewer_id: UUID | None, *, place: Place, count: int) -> list[UUID]:
    """Return the ``count`` posts nearest to a place that have a tag in its normal form, as candidates of a viewer."""
    direction = NEWER if place.is_backwards else OLDER
    parts = FOR_ANYBODY if viewer_id is None else f"{FOR_ANYBODY} UNION {FOR_SOME} UNION {FOR_AUTHOR}"
    values: dict[str, Any] = {"tag": tag, "viewer": viewer_id, "place": place.key or NEWEST, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(NEAREST.format(parts=parts.format(**direction), **direction), values)
        return [post_id for (post_id,) in cursor.fetchall()]
