"""What events do while Redis is away: they have every other effect, and the timelines are forgotten when it is back."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import transaction

from chassis.chores import chore
from posts import timelines
from posts.models import Staleness

log = structlog.get_logger(source="timelines")

EVERY_SECONDS = 1.0


@contextmanager
def stale_if_away() -> Iterator[None]:
    """Run the block, which changes timelines; if Redis is away, remember that they have missed it, and go on.

    Needs a transaction: they are stale from the moment that the event takes effect.
    """
    try:
        yield
    except timelines.Away:
        Staleness.objects.bulk_create([Staleness()], ignore_conflicts=True)


@chore(every_seconds=EVERY_SECONDS)
@transaction.atomic
def stale_timelines_forget() -> None:
    """Forget all timelines if they have missed anything; each is made anew when it is next read.

    Raises Away while Redis is. The row goes first: who finds the timelines stale meanwhile waits, and says it again.
    """
    was_stale, _ = Staleness.objects.all().delete()
    if was_stale:
        log.info("timelines_forgotten", count=timelines.forget_all())
