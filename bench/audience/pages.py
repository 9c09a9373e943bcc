"""The statements that are measured: a page of the feed and of the list of all posts, as the posts service has them."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from bench.audience.rows import BLOCKING, FREE
from chassis.database.prepared import Prepared
from chassis.http.paging import START
from posts.models import Post
from posts.models.post import READABLE_BY_FOLLOWERS
from posts.selectors.feed.rows import older_rows
from posts.selectors.feed.sources import feed_entries
from posts.selectors.keyset import NEWEST
from relations.kinds import Kind
from relations.models import Tie

Act = Callable[[], object]


@Prepared
def rows_by_former_condition(account_id: UUID, post_ids: list[UUID], place: UUID, count: int) -> QuerySet:
    """Return what ``older_rows`` returns, with the condition from before the audience: the author is followed."""
    built: QuerySet = older_rows._build(account_id, post_ids, place, count)
    follows = Exists(Tie.objects.active(Kind.FOLLOW).filter(source_id=account_id, target_id=OuterRef("author_id")))
    shown = Post.objects.filter(id=OuterRef("id"), deleted_at=None).filter(
        Q(author_id=account_id) | Q(follows, visibility__in=READABLE_BY_FOLLOWERS)
    )
    built.query.add_annotation(Exists(shown), "is_shown")  # instead of the one of this name
    return built


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
    return [row[0] for row in rows(reader, _candidates(reader, count), NEWEST, count)]


_known: dict[UUID, list[UUID]] = {}


def _candidates(reader: UUID, count: int) -> list[UUID]:
    """Return the newest posts of the reader's timeline; they are looked up once, as Redis would hold them."""
    if reader not in _known:
        _known[reader] = feed_entries(reader, place=START, count=count)
    return _known[reader]


def _list(reader: UUID, count: int) -> list[UUID]:
    return list(Post.objects.visible_to(reader).order_by("-id").values_list("id", flat=True)[:count])
