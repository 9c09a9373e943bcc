"""Reads of an account's activity: what it did, and what others did to its posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from chassis.http.paging import HIGHEST, Page, PageQuery, Place
from chassis.ids import time_of
from posts.models import Comment, Post
from posts.selectors.items import author_cards
from posts.selectors.keyset import NEWER, OLDER
from relations.audience import MAY_SEE_ACCOUNT

POSTS_MOST = 500
"""Among how many of an account's newest posts others' acts are looked for."""
EXCERPT_LENGTH = 100


class Kind(NamedTuple):
    """A kind of act: the table of its rows, and their columns."""

    name: str
    table: str
    actor: str
    key: str
    comment: str
    live: str


KINDS = (
    Kind("comment", "posts_comment", "author_id", "id", "id", "deleted_at IS NULL"),
    Kind("like", "posts_like", "liker_id", "place", "NULL::uuid", "state = 'on'"),
    Kind("share", "posts_share", "sharer_id", "place", "NULL::uuid", "state = 'on'"),
)
# Keys and limits are subqueries: see ``keyset``.
NEWEST_POSTS = """
    SELECT id FROM posts_post WHERE author_id = (SELECT %(account)s) AND deleted_at IS NULL
    ORDER BY id DESC LIMIT (SELECT %(posts)s)
"""
OWN_POSTS = """
    (SELECT id AS key, 'post' AS kind, author_id AS actor_id, id AS post_id, NULL::uuid AS comment_id FROM posts_post
     WHERE author_id = (SELECT %(account)s) AND deleted_at IS NULL AND id {beyond} %(place)s
     ORDER BY id {order} LIMIT (SELECT %(count)s))
"""
OWN = """
    (SELECT {key} AS key, '{name}' AS kind, {actor} AS actor_id, post_id, {comment} AS comment_id FROM {table}
     WHERE {actor} = (SELECT %(account)s) AND {live} AND {key} {beyond} %(place)s
     ORDER BY {key} {order} LIMIT (SELECT %(count)s))
"""
# Who may be seen is asked outside: for a condition that few rows are expected to meet, PostgreSQL would read and sort
# all acts of a post. A limit of NULL is none.
THEIRS = """
    SELECT {key} AS key, '{name}' AS kind, {actor} AS actor_id, post_id, {comment} AS comment_id FROM {table}
    WHERE post_id = own.id AND {actor} <> %(account)s AND {live} AND {key} {beyond} %(place)s
    ORDER BY {key} {order} LIMIT (SELECT NULL::bigint)
"""
# Of each of the newest own posts the nearest act, and then the acts of the few posts that have the nearest ones: no
# other post can have any of them. By the index of the table, so what is read is bounded.
OF_OTHERS = f"""
    (SELECT act.* FROM (
        SELECT own.id FROM own CROSS JOIN LATERAL (
            SELECT key FROM ({THEIRS}) AS act WHERE {{may_see}} ORDER BY key {{order}} LIMIT (SELECT 1)
        ) AS nearest ORDER BY nearest.key {{order}} LIMIT %(count)s
     ) AS own CROSS JOIN LATERAL (
        SELECT * FROM ({THEIRS}) AS act WHERE {{may_see}} ORDER BY key {{order}} LIMIT (SELECT %(count)s)
     ) AS act ORDER BY key {{order}} LIMIT %(count)s)
"""  # noqa: S608 - constants of this module


class Act(NamedTuple):
    """A row of one of the tables."""

    key: UUID
    kind: str
    actor_id: UUID
    post_id: UUID
    comment_id: UUID | None


@dataclass(frozen=True)
class ActivityItem:
    """What somebody did, as the account sees it."""

    id: UUID
    type: str
    actor: dict[str, Any]
    post_id: UUID
    comment_id: UUID | None
    excerpt: str
    created_at: datetime


def activity_list(*, account_id: UUID, query: PageQuery) -> Page[ActivityItem]:
    """Return what an account posted, commented, liked and shared, and what others did so with its posts, newest first.

    Without acts of those whom it may not see, and what concerns posts that it may not read any more: an id of such a
    post would show that it exists. Others' acts are looked for among its newest ``POSTS_MOST`` posts.
    """

    def fetch(place: Place, count: int) -> list[tuple[Any, ActivityItem | None]]:
        acts = _acts(account_id, place, count)
        items = _items(account_id, acts)
        return [(act.key, items.get(act.key)) for act in acts]

    return query.page_of(fetch, newest_first=True)


def _acts(account_id: UUID, place: Place, count: int) -> list[Act]:
    direction = NEWER if place.is_backwards else OLDER
    may_see = MAY_SEE_ACCOUNT.format(viewer="%(account)s", author="act.actor_id")
    parts = [OWN_POSTS.format(**direction)]
    for kind in KINDS:
        parts += [part.format(**kind._asdict(), **direction, may_see=may_see) for part in (OWN, OF_OTHERS)]
    # One row for each key: a comment on an own post is an own act and none of others.
    nearest = f"""
        WITH own AS ({NEWEST_POSTS}) SELECT * FROM ({" UNION ALL ".join(parts)}) AS act
        ORDER BY key {direction["order"]} LIMIT %(count)s
    """  # noqa: S608 - constants of this module
    values = {"account": account_id, "place": place.key or HIGHEST, "count": count, "posts": POSTS_MOST}
    with connection.cursor() as cursor:
        cursor.execute(nearest, values)
        return [Act(*row) for row in cursor.fetchall()]


def _items(account_id: UUID, acts: Sequence[Act]) -> dict[UUID, ActivityItem]:
    posts = _texts(Post.objects.visible_to(account_id), (act.post_id for act in acts))
    comments = _texts(Comment.objects.visible_to(account_id), (act.comment_id for act in acts))
    readable = [act for act in acts if act.post_id in posts]
    shown = [act for act in readable if act.comment_id is None or act.comment_id in comments]
    cards = author_cards([act.actor_id for act in shown])
    return {
        act.key: ActivityItem(
            *(act.key, act.kind, card, act.post_id, act.comment_id),
            excerpt=(comments[act.comment_id] if act.comment_id else posts[act.post_id])[:EXCERPT_LENGTH],
            created_at=time_of(act.key),
        )
        for act, card in zip(shown, cards, strict=True)
    }


def _texts(rows: Any, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the texts of those of the rows that there are, by id; at most one query."""
    wanted = {id_ for id_ in ids if id_}
    return dict(rows.filter(id__in=wanted).values_list("id", "text")) if wanted else {}
