"""The sources of a feed's candidates: the timeline in Redis, and PostgreSQL for what is not in it."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import connection

from chassis.http.paging import HIGHEST, Place
from posts import timelines
from posts.models.visibility import READABLE_BY_FOLLOWERS, READABLE_BY_FRIENDS
from posts.selectors.keyset import NEWER, OLDER
from posts.timelines import RedisUnavailable, State

# A bounded read of the newest posts of each author and group: it costs more with every one of them, but it is rare.
# Keys and limits are subqueries: see ``keyset``.
FEED_ENTRIES = """
    (
        SELECT id, id::text AS entry FROM posts_post
        WHERE author_id = (SELECT %(account)s) AND deleted_at IS NULL AND NOT is_pulled AND id {beyond} %(place)s
        ORDER BY id {order} LIMIT (SELECT %(count)s)
    ) UNION (
        SELECT post.id, post.id::text FROM tie AS follow
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE author_id = follow.target_id AND deleted_at IS NULL AND NOT is_pulled AND id {beyond} %(place)s
              AND visibility IN %(readable)s
            ORDER BY id {order} LIMIT (SELECT %(count)s)
        ) AS post
        WHERE follow.kind = 'follow' AND follow.source_id = %(account)s AND follow.state = 'active'
        ORDER BY post.id {order} LIMIT %(count)s
    ) UNION (
        SELECT post.id, post.id::text FROM (
            SELECT target_id AS id FROM tie WHERE kind = 'friend' AND source_id = %(account)s AND state = 'active'
            UNION ALL
            SELECT source_id FROM tie WHERE kind = 'friend' AND target_id = %(account)s AND state = 'active'
        ) AS friend
        CROSS JOIN unnest(%(readable_by_friends)s::text[]) AS asked (visibility)
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE author_id = friend.id AND visibility = asked.visibility AND deleted_at IS NULL AND NOT is_pulled
              AND id {beyond} %(place)s
            ORDER BY id {order} LIMIT (SELECT %(count)s)
        ) AS post
        ORDER BY post.id {order} LIMIT %(count)s
    ) UNION (
        SELECT post.id, post.id::text FROM membership AS mine
        CROSS JOIN LATERAL (
            SELECT id FROM posts_post
            WHERE group_id = mine.group_id AND deleted_at IS NULL AND NOT is_pulled AND id {beyond} %(place)s
            ORDER BY id {order} LIMIT (SELECT %(count)s)
        ) AS post
        WHERE mine.account_id = %(account)s AND mine.state = 'active'
        ORDER BY post.id {order} LIMIT %(count)s
    ) UNION (
        SELECT share.place, share.place || ' ' || share.post_id FROM (
            SELECT target_id AS id FROM tie
            WHERE kind IN ('follow', 'friend') AND source_id = %(account)s AND state = 'active'
            UNION
            SELECT source_id FROM tie WHERE kind = 'friend' AND target_id = %(account)s AND state = 'active'
        ) AS sharer
        CROSS JOIN LATERAL (
            SELECT place, post_id FROM posts_share
            WHERE sharer_id = sharer.id AND state = 'on' AND place {beyond} %(place)s
            ORDER BY place {order} LIMIT (SELECT %(count)s)
        ) AS share
        ORDER BY share.place {order} LIMIT %(count)s
    )
    ORDER BY id {order} LIMIT %(count)s
"""


@dataclass(frozen=True)
class Candidates:
    """Posts and shares that may belong in a feed, the nearest to a place first, with the cards that Redis has."""

    entries: list[str]
    further: list[str] = field(default_factory=list)
    """The entries beyond these, as far as they are known."""
    cards: dict[str, bytes] = field(default_factory=dict)
    is_from_timeline: bool = False
    has_timeline: bool = True
    """Whether the account has a timeline, or might have one that cannot be read now."""
    has_all_older: bool = False
    """Whether these are all, with the further ones, that are older than the place."""


def from_timeline(account_id: UUID, *, place: Place, count: int, further: int = 0) -> Candidates:
    """Return the ``count`` candidates nearest to a place, and ``further`` ones; if there are fewer, these are all."""
    try:
        found = timelines.read(account_id, place=place, count=count, further=further)
    except RedisUnavailable:
        return from_database(account_id, place=place, count=count)
    if found.state is not State.READY:
        candidates = from_database(account_id, place=place, count=count)
        return replace(candidates, has_timeline=found.state is not State.MISSING)
    entries = found.entries
    if len(entries) < count and not found.is_end:
        last = UUID(timelines.key_of(entries[-1])) if entries else place.key
        entries = entries + feed_entries(account_id, place=Place(last), count=count - len(entries))
    has_all_older = found.is_end and not place.is_backwards
    return Candidates(entries, found.further, found.cards, is_from_timeline=True, has_all_older=has_all_older)


def from_database(account_id: UUID, *, place: Place, count: int) -> Candidates:
    """Return the same without Redis."""
    return Candidates(feed_entries(account_id, place=place, count=count))


def feed_entries(account_id: UUID, *, place: Place, count: int) -> list[str]:
    """Return the ``count`` entries nearest to a place.

    These are posts of the account, its followees, friends and groups, and shares of its followees and friends.
    """
    sql = FEED_ENTRIES.format(**(NEWER if place.is_backwards else OLDER))
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "account": account_id,
            "place": place.key or HIGHEST,
            "count": count,
            "readable": READABLE_BY_FOLLOWERS,
            "readable_by_friends": list(READABLE_BY_FRIENDS),
        }
        cursor.execute(sql, values)
        return [entry for _, entry in cursor.fetchall()]
