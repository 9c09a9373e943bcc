"""Shares in the feed: each shows a post at the place where it was shared."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from chassis.database.prepared import Prepared
from chassis.http.paging import Place
from posts import timelines
from posts.models import Share
from posts.models.mark import ON
from posts.models.share import shares_to
from posts.selectors.feed.rows import MERGED, FeedRow, id_array, shared_rows, shown_shared_posts
from posts.selectors.items import author_cards
from posts.selectors.keyset import NEWER, NEWEST, OLDER


def merged_shares(account_id: UUID, *, place: Place, count: int) -> list[str]:
    """Return the entries nearest to a place of the shares that are not in timelines; rows of posts have them, too."""
    sql = MERGED.format(**(NEWER if place.is_backwards else OLDER))
    with connection.cursor() as cursor:
        cursor.execute(sql, [place.key or NEWEST, count, account_id, count])
        return [entry for (entry,) in cursor.fetchall()]


def shown_shares(account_id: UUID, entries: Iterable[str]) -> tuple[dict[str, FeedRow], dict[str, dict[str, Any]]]:
    """Return the rows of shared posts, and the cards of the sharers, of the shares that are shown; by their keys."""
    shares = _shares_to(account_id, entries)
    if not shares:
        return {}, {}
    posts = shared_rows(account_id, {share.post_id for share in shares})
    rows = {share.key: posts[share.post_id] for share in shares if share.post_id in posts}
    sharers = author_cards([share.sharer_id for share in shares])
    return rows, {share.key: sharer for share, sharer in zip(shares, sharers, strict=True)}


def shown_pairs(account_id: UUID, entries: Iterable[str]) -> set[tuple[str, str]]:
    """Return the keys of the shares that are shown, with their posts."""
    shares = _shares_to(account_id, entries)
    shown = shown_shared_posts(account_id, {share.post_id for share in shares}) if shares else set()
    return {(share.key, share.post_id) for share in shares if share.post_id in shown}


class _Share(NamedTuple):
    key: str
    post_id: str
    sharer_id: UUID


def _shares_to(account_id: UUID, entries: Iterable[str]) -> list[_Share]:
    """Return those of the shares that belong in an account's feed, as far as it may read the posts."""
    asked = [entry for entry in entries if timelines.is_share(entry)]
    if not asked:
        return []
    posts, keys = id_array(map(timelines.post_of, asked)), id_array(map(timelines.key_of, asked))
    return [_Share._make(row) for row in shares_asked(account_id, posts, keys)]


@Prepared
def shares_asked(account_id: UUID, post_ids: list[UUID], keys: list[UUID]) -> QuerySet:
    """Return the shares of these posts, each with its key, that belong in an account's feed."""
    # The arrays are subqueries for the same reason as in ``Post.objects.among``.
    is_asked = "(post_id, place) IN (SELECT * FROM unnest((SELECT %s::uuid[]), (SELECT %s::uuid[])))"
    asked = RawSQL(is_asked, [post_ids, keys], output_field=BooleanField())  # noqa: S611 - every value is a parameter
    shares = Share.objects.filter(asked, shares_to(account_id), state=ON)
    texts = {"key": Cast("place", TextField()), "shared_id": Cast("post_id", TextField())}
    return shares.annotate(**texts).values_list(*texts, "sharer_id")
