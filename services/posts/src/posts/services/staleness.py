"""Handling of events while Redis is unavailable: all other effects happen, and what Redis missed is recorded."""

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

# The row is locked until the end of the transaction, also if it existed: the task that deletes the timeline skips it
# until the change is committed, because the timeline is then created again from committed data.
MARK = """
    INSERT INTO posts_staletimeline (account_id) SELECT DISTINCT unnest(%s::uuid[]) ORDER BY 1
    ON CONFLICT (account_id) DO UPDATE SET account_id = excluded.account_id
"""


@contextmanager
def stale_if_unavailable(account_ids: Sequence[UUID]) -> Iterator[None]:
    """Run the block, which changes timelines of some accounts; if Redis is unavailable, mark these as stale.

    Needs a transaction, so that they are stale as soon as the event takes effect.
    """
    try:
        yield
    except timelines.RedisUnavailable:
        timelines_mark_stale(account_ids)


def timelines_mark_stale(account_ids: Sequence[UUID]) -> None:
    """Mark the timelines of some accounts as stale, in one statement; the worker deletes them. Needs a transaction."""
    if not account_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(account_ids)])


@periodic(every_seconds=EVERY_SECONDS)
@transaction.atomic
def stale_timelines_delete() -> None:
    """Delete the next stale timelines; each is created again when it is next read.

    Raises RedisUnavailable. This is a periodic task and not a job, because a job could end before some rows are
    committed.
    """
    stale = StaleTimeline.objects.select_for_update(skip_locked=True).order_by("account_id")
    account_ids = list(stale.values_list("account_id", flat=True)[:TIMELINES_AT_ONCE])
    if account_ids:
        StaleTimeline.objects.filter(account_id__in=account_ids).delete()
        timelines.delete(account_ids)


@job("posts.forget_timelines")  # the name is in rows of jobs, so it stays
def all_timelines_invalidate(_key: str, _state: State) -> State | None:
    """Delete all timelines. Raises RedisUnavailable."""
    timelines.invalidate_all()
    return None


@transaction.atomic(savepoint=False)
def card_delete(*, post_id: UUID) -> None:
    """Delete the card of a post that was edited or deleted; while Redis is unavailable, a job does so later."""
    try:
        _delete_card(post_id)
    except timelines.RedisUnavailable:
        enqueue("posts.forget_card", key=post_id)


@job("posts.forget_card")  # the name is in rows of jobs, so it stays
def card_delete_step(key: str, _state: State) -> State | None:
    """Delete a card. Raises RedisUnavailable."""
    _delete_card(UUID(key))
    return None


def _delete_card(post_id: UUID) -> None:
    for version in Post.objects.filter(id=post_id).values_list("version", flat=True):
        timelines.delete_card(post_id, version=version)
