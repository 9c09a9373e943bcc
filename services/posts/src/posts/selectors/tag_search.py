"""The search for hashtags."""

import hashlib
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from chassis.http.paging import Page, PageQuery, Place
from posts.models import Post
from posts.search_query import Search
from posts.text_entities import hashtag_fold

TAGS_MOST, POSTS_MOST = 30, 10
"""How many tags with a beginning are looked at, and how many posts of each."""

# One entry of the index after the other: the next tag, however many posts have the one before.
BEGINNING = f"""
    WITH RECURSIVE found (tag, number) AS (
        (SELECT tag, 1 FROM posts_posttag WHERE visibility = 'public' AND tag >= %(start)s ORDER BY tag LIMIT 1)
        UNION ALL
        SELECT (SELECT following.tag FROM posts_posttag AS following
                WHERE visibility = 'public' AND following.tag > found.tag ORDER BY following.tag LIMIT 1), number + 1
        FROM found WHERE starts_with(tag, %(start)s) AND number < {TAGS_MOST}
    )
    SELECT found.tag, entry.post_id FROM found CROSS JOIN LATERAL (
        SELECT post_id FROM posts_posttag
        WHERE tag = found.tag AND visibility = 'public' ORDER BY post_id DESC LIMIT (SELECT {POSTS_MOST})
    ) AS entry WHERE starts_with(found.tag, %(start)s)
"""  # noqa: S608 - constants


class TagFound(NamedTuple):
    """A hashtag, and the newest public post with it that the viewer may read."""

    name: str
    post_id: UUID

    @property
    def key(self) -> int:
        """Return the sort key: the tag that was used last has the highest."""
        return self.post_id.int << 64 | int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:8])


def tag_search(*, search: Search, viewer_id: UUID | None, query: PageQuery) -> Page[TagFound]:
    """Return the hashtags that begin with the first tag or word of a search, the one that was used last first.

    Only those that one of its ten newest public posts shows to the viewer; of the first thirty in the alphabet.
    """
    start = next(iter([*search.wanted.tags, *map(hashtag_fold, search.names)]), "").removeprefix("#")
    tags = sorted(_tags(start, viewer_id), key=lambda tag: tag.key, reverse=True) if start else []

    def fetch(place: Place, count: int) -> list[tuple[int, TagFound]]:
        return [(tag.key, tag) for tag in _beyond(tags, place)[:count]]

    return query.page_of(fetch, newest_first=True)


def _tags(start: str, viewer_id: UUID | None) -> list[TagFound]:
    with connection.cursor() as cursor:
        cursor.execute(BEGINNING, {"start": start})
        found = sorted(((post_id, tag) for tag, post_id in cursor.fetchall()))
    shown = set(
        Post.objects.visible_to(viewer_id).filter(id__in=[id_ for id_, _ in found]).values_list("id", flat=True)
    )
    newest = {tag: id_ for id_, tag in found if id_ in shown}
    return [TagFound(tag, id_) for tag, id_ in newest.items()]


def _beyond(tags: list[TagFound], place: Place) -> list[TagFound]:
    """Return the tags after a place, or those before it, the nearest first."""
    if place.key is None:
        return tags
    key = int(place.key)
    if place.is_backwards:
        return [tag for tag in reversed(tags) if tag.key > key]
    return [tag for tag in tags if tag.key < key]
