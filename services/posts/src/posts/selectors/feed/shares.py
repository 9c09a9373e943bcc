"""Shares in the feed: each shows a post at the place where it was shared."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from chassis.http.paging import Place
from posts import timelines
from posts.models import Share
from posts.models.mark import ON
from posts.models.share import shares_to
from posts.selectors.feed.rows import MERGED, FeedRow, shared_rows
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
    asked = {timelines.key_of(entry): timelines.post_of(entry) for entry in entries if timelines.is_share(entry)}
    if not asked:
        return {}, {}
    shares = Share.objects.filter(shares_to(account_id), place__in=asked, post_id__in=asked.values(), state=ON)
    sharers = {str(place): sharer_id for place, sharer_id in shares.values_list("place", "sharer_id")}
    posts = shared_rows(account_id, {asked[key] for key in sharers})
    rows = {key: posts[asked[key]] for key in sharers if asked[key] in posts}
    return rows, dict(zip(sharers, author_cards(list(sharers.values())), strict=True))
