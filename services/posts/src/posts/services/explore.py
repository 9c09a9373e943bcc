"""Choosing what there is to explore."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chassis.ids import time_of
from posts.models import Explored
from posts.models.explored import PER_GENERATION
from posts.selectors.explore import Candidate, explore_candidates, generation_latest

MOST = 500
MOST_OF_AUTHOR = 2
KEPT = timedelta(minutes=30)
"""How long a generation can be read page by page."""
GRAVITY = 1.5
LOCK = "LOCK TABLE posts_explored IN SHARE ROW EXCLUSIVE MODE"


def explore_refresh(now: datetime | None = None) -> None:
    """Rank the candidates anew, as a new generation of the list; readers of an earlier one continue in theirs."""
    now = now or timezone.now()
    chosen = diverse(sorted(explore_candidates(now=now), key=lambda each: _sort_key(each, now)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        start = ((generation_latest() or 0) + 1) * PER_GENERATION
        rows = [Explored(place=start + rank, post_id=id_, made_at=now) for rank, id_ in enumerate(chosen, 1)]
        Explored.objects.filter(made_at__lt=now - KEPT).delete()
        Explored.objects.bulk_create(rows)


def diverse(best_first: Iterable[Candidate]) -> list[UUID]:
    """Return posts of many authors: the best one of each author first, then the second best of each."""
    turns = [(turn, candidate.post_id) for turn, candidate in _with_turns(best_first) if turn < MOST_OF_AUTHOR]
    return [post_id for _, post_id in sorted(turns, key=lambda each: each[0])][:MOST]


def _with_turns(best_first: Iterable[Candidate]) -> Iterator[tuple[int, Candidate]]:
    """Yield each candidate with how many better ones its author has."""
    better: Counter[UUID] = Counter()
    for candidate in best_first:
        yield better[candidate.author_id], candidate
        better[candidate.author_id] += 1


def score_of(candidate: Candidate, now: datetime) -> float:
    """Return how good a post is: its reactions, divided by a power of its age in hours.

    A share counts as two reactions, because it is a recommendation. Source: the ranking of Hacker News (P. Graham,
    2009): (points - 1) / (hours + 2)^gravity; here a post without reactions has one point, so that the newer is better.
    """
    hours = max(0.0, (now - time_of(candidate.post_id)) / timedelta(hours=1))
    points = 1 + candidate.likes + candidate.comments + 2 * candidate.shares
    return float(points / (hours + 2) ** GRAVITY)


def _sort_key(candidate: Candidate, now: datetime) -> tuple[float, int]:
    return -score_of(candidate, now), -candidate.post_id.int
