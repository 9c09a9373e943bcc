"""Publishing scheduled posts when they are due: each once, whoever is killed, and however many do it."""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from rest_framework.exceptions import ValidationError

from chassis.database.connection import is_outage
from chassis.errors import DomainError
from chassis.http.problems import faults
from chassis.transient import PASSING_FAULTS
from personal_data.ledger import ledger_is_applied
from posts.models import Post, ScheduledPost
from posts.models.scheduled_post import ScheduledState
from posts.services.posts import post_publish
from relations.people.selectors import people_by_id
from relations.selectors import account_is_closed
from runtime.failpoints import failpoint

log = structlog.get_logger(source="publishing")

Read = Callable[[dict[str, Any]], dict[str, Any]]
"""Returns what ``post_publish`` takes for what a row keeps; raises ValidationError where the rules have changed."""
TURN_SECONDS = 5.0
"""How long one run publishes; what is left is published by the next."""
MAX_DELAY_SECONDS = 300
KEPT_FOR = {ScheduledState.PUBLISHED: timedelta(days=30), ScheduledState.FAILED: timedelta(days=90)}
"""How long after its time the author of a scheduled post can read which post it became, or why it became none."""
PRUNED_AT_ONCE = 1_000
ACCOUNT_CLOSED, INVALID = "account_closed", "invalid"


class NotPublished(Exception):
    """A rule forbids to publish a scheduled post; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def scheduled_posts_publish(read: Read) -> None:
    """Publish what is due by the clock of the database, the longest overdue first, each in its own transaction.

    Emits PostPublished for each. What an account that is suspended or deleted has scheduled fails. After a restore
    nothing is published before the erasures that the backup does not have are applied again.
    """
    if not ledger_is_applied():
        return
    until = time.monotonic() + TURN_SECONDS
    while time.monotonic() < until and _publish_next(read):
        failpoint("schedule.after_commit")


@transaction.atomic
def scheduled_posts_prune() -> int:
    """Delete the next scheduled posts that were published or failed KEPT_FOR ago; return how many. Posts stay."""
    return sum(_prune(state, Now() - kept_for) for state, kept_for in KEPT_FOR.items())


def _prune(state: ScheduledState, until: Combinable) -> int:
    old = ScheduledPost.objects.filter(state=state, publish_at__lt=until).order_by("publish_at")
    ids = list(old.select_for_update(skip_locked=True).values_list("id", flat=True)[:PRUNED_AT_ONCE])
    count, _ = ScheduledPost.objects.filter(id__in=ids).delete()
    return count


def _publish_next(read: Read) -> bool:
    """Publish one scheduled post, or note why not; return whether there was one that nobody else publishes now."""
    scheduled = None
    try:
        with transaction.atomic():
            scheduled = _claim()
            if scheduled:
                failpoint("schedule.claimed")
                _end(scheduled, read)
                failpoint("schedule.in_transaction")
    except Exception as error:
        if scheduled is None or is_outage(error) or isinstance(error, PASSING_FAULTS):
            raise
        log.error("a scheduled post was not published", id=str(scheduled.id), exc_info=error)
        _postpone(scheduled)
    return scheduled is not None


def _claim() -> ScheduledPost | None:
    """Return the scheduled post that has been due for longest and that no other transaction works on, locked."""
    due = ScheduledPost.objects.filter(state=ScheduledState.WAITING, due_at__lte=Now())
    return due.select_for_update(skip_locked=True).order_by("due_at").first()


def _end(scheduled: ScheduledPost, read: Read) -> None:
    """Set a scheduled post to published or failed."""
    try:
        with transaction.atomic():
            post = _publish(scheduled, read)
    except NotPublished as reason:
        scheduled.state, scheduled.failure = ScheduledState.FAILED, reason.code
    except DomainError as refusal:
        scheduled.state, scheduled.failure = ScheduledState.FAILED, _failure(refusal.code, refusal.errors or ())
    except ValidationError as error:
        scheduled.state, scheduled.failure = ScheduledState.FAILED, _failure(INVALID, faults(error.detail))
    else:
        scheduled.state, scheduled.post_id, scheduled.content = ScheduledState.PUBLISHED, post.id, {}
    scheduled.save(update_fields=["state", "failure", "post_id", "content"])


def _failure(code: str, of_fields: Iterable[dict[str, Any]]) -> str:
    """Return the code of a refusal, or the first field that it names with the code of that."""
    return next((f"{fault['field']}.{fault['code']}" for fault in of_fields if fault["field"]), code)


def _publish(scheduled: ScheduledPost, read: Read) -> Post:
    """Publish the post. Raises NotPublished, and what ``read`` and ``post_publish`` raise."""
    author = people_by_id([scheduled.author_id]).get(scheduled.author_id)
    if author is None or account_is_closed(account_id=scheduled.author_id):
        raise NotPublished(ACCOUNT_CLOSED)
    return post_publish(author_id=author.id, username=author.username, is_scheduled=True, **read(scheduled.content))


def _postpone(scheduled: ScheduledPost) -> None:
    """Try again later after a fault of ours, so that one post does not delay the others."""
    delay = timedelta(seconds=min(2 ** min(scheduled.attempts, 10), MAX_DELAY_SECONDS))
    waiting = ScheduledPost.objects.filter(id=scheduled.id, state=ScheduledState.WAITING)
    waiting.update(due_at=Now() + delay, attempts=F("attempts") + 1)
