"""The sources of a feed's candidates: the timeline in Redis, and PostgreSQL for what is not in it."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import connection

from chassis.http.paging import Place
from posts import timelines
from posts.models.post import READABLE_BY_FOLLOWERS
from posts.selectors.feed.rows import NEWER, NEWEST, OLDER
from posts.timelines import RedisUnavailable, State

# A bounded read of each author's newest posts: it costs more with every followee, but it is rare.
FOLLOWED_POSTS = """
    (
        SELECT id FROM posts_post
        WHERE author_id = %(account)s AND deleted_at IS NULL AND NOT is_pulled AND id {beyond} %(place)s
        ORDER BY id {order} LIMIT %(count)s
    ) UNION (
        SELECT post.id FROM tie AS follow
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE author_id = follow.target_id AND deleted_at IS NULL AND NOT is_pulled AND id {beyond} %(place)s
              AND visibility IN %(readable)s
            ORDER BY id {order} LIMIT %(count)s
        ) AS post
        WHERE follow.kind = 'follow' AND follow.source_id = %(account)s AND follow.state = 'active'
        ORDER BY post.id {order} LIMIT %(count)s
    )
    ORDER BY id {order} LIMIT %(count)s
"""


@dataclass(frozen=True)
class Candidates:
    """Posts that may belong in a feed, the nearest to a place first, with the cards that Redis has."""

    post_ids: list[str]
    cards: dict[str, bytes] = field(default_factory=dict)
    is_from_timeline: bool = False
    has_timeline: bool = True
    """Whether the account has a timeline, or might have one that cannot be read now."""


def from_timeline(account_id: UUID, *, place: Place, count: int) -> Candidates:
    """Return the ``count`` candidates nearest to a place; if there are fewer, these are all."""
    try:
        found = timelines.read(account_id, place=place, count=count)
    except RedisUnavailable:
        return from_database(account_id, place=place, count=count)
    if found.state is not State.READY:
        candidates = from_database(account_id, place=place, count=count)
        return replace(candidates, has_timeline=found.state is not State.MISSING)
    post_ids = found.post_ids
    if len(post_ids) < count and not found.is_end:
        last = UUID(post_ids[-1]) if post_ids else place.key
        post_ids = post_ids + _texts(followed_posts(account_id, place=Place(last), count=count - len(post_ids)))
    return Candidates(post_ids, found.cards, is_from_timeline=True)


def from_database(account_id: UUID, *, place: Place, count: int) -> Candidates:
    """Return the same without Redis."""
    return Candidates(_texts(followed_posts(account_id, place=place, count=count)))


def _texts(ids: list[UUID]) -> list[str]:
    return list(map(str, ids))


def followed_posts(account_id: UUID, *, place: Place, count: int) -> list[UUID]:
    """Return the ``count`` posts of timelines nearest to a place: of the account and of whom it follows."""
    sql = FOLLOWED_POSTS.format(**(NEWER if place.is_backwards else OLDER))
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "account": account_id,
            "place": place.key or NEWEST,
            "count": count,
            "readable": READABLE_BY_FOLLOWERS,
        }
        cursor.execute(sql, values)
        return [post_id for (post_id,) in cursor.fetchall()]
