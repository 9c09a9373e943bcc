"""Reads of what there is to explore."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from chassis.http.paging import Page, PageQuery, Place
from chassis.ids import lowest_of
from posts.models import Explored, Post
from posts.models.explored import PER_GENERATION
from posts.models.visibility import Visibility
from posts.selectors.candidates import Candidates, shown_of
from posts.selectors.items import PostItem

NEWEST_FOR = timedelta(days=3)
NEWEST_MOST = 10_000
"""Among how many of the newest public posts the best ones are chosen."""


class Candidate(NamedTuple):
    """A post that everybody may read, and how many reactions it has."""

    post_id: UUID
    author_id: UUID
    likes: int
    comments: int
    shares: int


def explore_candidates(*, now: datetime) -> list[Candidate]:
    """Return the newest posts that everybody may read."""
    posts = Post.objects.visible_to(None).filter(visibility=Visibility.PUBLIC, id__gte=lowest_of(now - NEWEST_FOR))
    columns = ("id", "author_id", "likes_count", "comments_count", "shares_count")
    return [Candidate(*row) for row in posts.order_by("-id").values_list(*columns)[:NEWEST_MOST]]


def explore_list(*, viewer_id: UUID | None, query: PageQuery) -> Page[PostItem]:
    """Return public posts in the order of the list's latest generation, or of that in which a reader began.

    Without those that the viewer may not read any more, and those of authors whom it has muted.
    """
    latest = generation_latest() or 0

    def fetch(place: Place, count: int) -> Candidates:
        rows = _explored(place, latest, count)
        shown = shown_of([post_id for _, post_id in rows], viewer_id, without_muted=True)
        return [(key, shown.get(post_id)) for key, post_id in rows]

    return query.page_of(fetch)


def generation_latest() -> int | None:
    """Return the number of the latest generation, if there is one."""
    last = Explored.objects.order_by("-place").values_list("place", flat=True).first()
    return None if last is None else last // PER_GENERATION


def _explored(place: Place, latest: int, count: int) -> list[tuple[int, UUID]]:
    """Return the places beyond one in its generation; if that has been deleted, in the latest one."""
    key = place.key if isinstance(place.key, int) else latest * PER_GENERATION
    generation, rank = divmod(key, PER_GENERATION)
    if not Explored.objects.filter(place=generation * PER_GENERATION + 1).exists():
        generation = latest
    start = generation * PER_GENERATION
    own = Explored.objects.filter(place__gt=start, place__lt=start + PER_GENERATION)
    if place.is_backwards:
        rows = own.filter(place__lt=start + rank).order_by("-place")
    else:
        rows = own.filter(place__gt=start + rank).order_by("place")
    return list(rows.values_list("place", "post_id")[:count])
