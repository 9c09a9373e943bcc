"""The statements that are measured: a page of the feed and of the list of all posts, as the posts service has them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from bench.audience.rows import BLOCKING, FREE
from chassis.database.prepared import Prepared
from chassis.http.paging import HIGHEST, START
from posts.models import Post
from posts.selectors.feed.rows import id_arrays
from posts.selectors.feed.sources import feed_entries
from posts.selectors.feed.statements import IS_SHOWN, PARAMETERS, Sql, older_rows, rows_for
from posts.selectors.keyset import OLDER

Act = Callable[[], object]


FORMER = """post.deleted_at IS NULL AND (post.author_id = %s OR post.visibility IN ('public', 'followers') AND EXISTS (
    SELECT FROM tie
    WHERE kind = 'follow' AND source_id = %s AND target_id = post.author_id AND state = 'active'
))"""
"""The condition from before the audience: the author is followed."""


def _by_former_condition(account_id: UUID, *others: Any) -> Sql:
    sql, values = rows_for(OLDER, account_id, *others)
    return sql.replace(IS_SHOWN, FORMER), [account_id, account_id, *values]


rows_by_former_condition = Prepared(_by_former_condition, PARAMETERS)


def acts(count: int) -> dict[str, Act]:
    """Return what to execute, by what it is, for pages of ``count`` posts."""
    feeds = {
        "feed, 0 blocks": partial(_feed, older_rows, FREE, count),
        "feed, 10,000 blocks": partial(_feed, older_rows, BLOCKING, count),
        "feed, follows only": partial(_feed, rows_by_former_condition, FREE, count),
    }
    lists = {
        "all posts, 0 blocks": partial(_list, FREE, count),
        "all posts, 10,000 blocks": partial(_list, BLOCKING, count),
    }
    found = {name: feed() for name, feed in feeds.items()}
    assert all(len(posts) == count for posts in found.values()), found
    return {**feeds, **lists}


def _feed(rows: Prepared, reader: UUID, count: int) -> list[UUID]:
    return [row[0] for row in rows(reader, *id_arrays(_candidates(reader, count)), HIGHEST, count)]


_known: dict[UUID, list[str]] = {}


def _candidates(reader: UUID, count: int) -> list[str]:
    """Return the newest posts of the reader's timeline; they are looked up once, as Redis would hold them."""
    if reader not in _known:
        _known[reader] = feed_entries(reader, place=START, count=count)
    return _known[reader]


def _list(reader: UUID, count: int) -> list[UUID]:
    return list(Post.objects.visible_to(reader).order_by("-id").values_list("id", flat=True)[:count])
