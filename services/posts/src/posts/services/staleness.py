"""What events do while Redis is away: they have every other effect, and what Redis has missed is made good later."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from chassis.jobs import State, enqueue, job
from chassis.jobs.periodic import periodic
from posts import timelines
from posts.models import Post, StaleTimeline

EVERY_SECONDS = 1.0
TIMELINES_AT_ONCE = 5000

# The row stays locked to the end of the transaction, also one that was there: whoever forgets the timeline waits until
# the change can be read, for the timeline is made anew from what can be read then.
MARK = """
    INSERT INTO posts_staletimeline (account_id) SELECT DISTINCT unnest(%s::uuid[]) ORDER BY 1
    ON CONFLICT (account_id) DO UPDATE SET account_id = excluded.account_id
"""


@contextmanager
def stale_if_away(account_ids: Sequence[UUID]) -> Iterator[None]:
    """Run the block, which changes the timelines of some accounts; if Redis is away, mark these as stale, and go on.

    Needs a transaction: they are stale from the moment that the event takes effect.
    """
    try:
        yield
    except timelines.Away:
        timelines_mark_stale(account_ids)


def timelines_mark_stale(account_ids: Sequence[UUID]) -> None:
    """Let the worker forget the timelines of some accounts, in one statement however many. Needs a transaction."""
    if not account_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(account_ids)])


@periodic(every_seconds=EVERY_SECONDS)
@transaction.atomic
def stale_timelines_forget() -> None:
    """Forget the next stale timelines; each is made anew when it is next read. Raises Away while Redis is.

    It recurs and is no job: a job that ends would have to see rows that are not committed yet.
    """
    stale = StaleTimeline.objects.select_for_update(skip_locked=True).order_by("account_id")
    account_ids = list(stale.values_list("account_id", flat=True)[:TIMELINES_AT_ONCE])
    if account_ids:
        StaleTimeline.objects.filter(account_id__in=account_ids).delete()
        timelines.forget(account_ids)


@job("posts.forget_timelines")
def all_timelines_forget(_key: str, _state: State) -> State | None:
    """Forget all timelines. Raises Away while Redis is."""
    timelines.forget_all()
    return None


@transaction.atomic(savepoint=False)
def card_forget(*, post_id: UUID) -> None:
    """Forget the card of a post that was edited or deleted; if Redis is away, let the worker do so when it is back."""
    try:
        _forget_card(post_id)
    except timelines.Away:
        enqueue("posts.forget_card", key=post_id)


@job("posts.forget_card")
def card_forget_step(key: str, _state: State) -> State | None:
    """Forget a card. Raises Away while Redis is."""
    _forget_card(UUID(key))
    return None


def _forget_card(post_id: UUID) -> None:
    for version in Post.objects.filter(id=post_id).values_list("version", flat=True):
        timelines.forget_card(post_id, version=version)
