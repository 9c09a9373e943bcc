"""Scheduling posts, moving and cancelling them. ``services.publishing`` publishes them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from posts.errors import AlreadyPublished, BadPublishingTime, ScheduledPostNotFound, TooManyScheduledPosts
from posts.models import ScheduledPost
from posts.models.scheduled_post import UNPUBLISHED, ScheduledState, place_at
from posts.services.media import media_check, medium_add, uploads_store
from posts.services.own_rows import own_rows_lock
from posts.services.posts import post_fields
from posts.services.publishing import Read
from relations.people.services import person_ensure

EARLIEST, LATEST = timedelta(minutes=5), timedelta(days=366)
MAX_SCHEDULED_POSTS = 300
"""How many scheduled posts an account may have that are not published."""


def post_schedule(*, author_id: UUID, username: str, publish_at: datetime, content: dict[str, Any]) -> ScheduledPost:
    """Keep a post until it is published; ``content`` are the fields that ``post_publish`` takes.

    Raises BadPublishingTime, TooManyScheduledPosts, and what ``post_fields`` and ``uploads_store`` raise; the rules are
    asked again later.
    """
    _check(publish_at)
    uploads_store(owner_id=author_id, media=content["media"])
    with transaction.atomic():
        person_ensure(author_id, username)
        return _schedule(author_id, publish_at, _with_ids(author_id, content))


def _schedule(author_id: UUID, publish_at: datetime, content: dict[str, Any]) -> ScheduledPost:
    post_fields(author_id=author_id, **content)
    own_rows_lock("scheduled_posts", author_id)
    if ScheduledPost.objects.filter(author_id=author_id, state__in=UNPUBLISHED).count() >= MAX_SCHEDULED_POSTS:
        detail = (
            f"There are {MAX_SCHEDULED_POSTS} scheduled posts already; cancel one, or wait until some are published."
        )
        raise TooManyScheduledPosts(detail)
    times = _times(publish_at) | {"created_at": timezone.now()}
    return ScheduledPost.objects.create(author_id=author_id, content=content, **times)


@transaction.atomic
def scheduled_post_edit(
    *, scheduled_id: UUID, author_id: UUID, publish_at: datetime | None, changes: dict[str, Any], read: Read
) -> ScheduledPost:
    """Change the words of an own scheduled post, or its time; one that failed is scheduled again by a new time.

    Raises ScheduledPostNotFound, AlreadyPublished, BadPublishingTime, and what ``read`` and ``post_fields`` raise.
    """
    scheduled = _own(scheduled_id=scheduled_id, author_id=author_id)
    if changes:
        scheduled.content |= changes
        words = read(scheduled.content)
        media_check(owner_id=author_id, ids=words["media"])
        post_fields(author_id=author_id, **words)
    if publish_at and publish_at != scheduled.publish_at:
        _check(publish_at)
        _move(scheduled, publish_at)
    scheduled.edited_at = timezone.now()
    scheduled.save()
    return scheduled


@transaction.atomic
def scheduled_post_cancel(*, scheduled_id: UUID, author_id: UUID) -> None:
    """Delete an own scheduled post: it is never published. Raises ScheduledPostNotFound and AlreadyPublished."""
    _own(scheduled_id=scheduled_id, author_id=author_id).delete()


def _with_ids(author_id: UUID, content: dict[str, Any]) -> dict[str, Any]:
    """Return the content with ids in place of files, each of which becomes a medium. Raises as ``medium_add`` does."""
    files = content["media"]
    media = [each if isinstance(each, UUID) else medium_add(owner_id=author_id, file=each).id for each in files]
    media_check(owner_id=author_id, ids=media)
    return content | {"media": media}


def _own(*, scheduled_id: UUID, author_id: UUID) -> ScheduledPost:
    """Return an own scheduled post, locked until the end of the transaction: while it is published, this waits."""
    own = ScheduledPost.objects.select_for_update().filter(id=scheduled_id, author_id=author_id).first()
    if own is None:
        raise ScheduledPostNotFound
    if own.state == ScheduledState.PUBLISHED:
        raise AlreadyPublished
    return own


def _move(scheduled: ScheduledPost, publish_at: datetime) -> None:
    scheduled.state, scheduled.failure, scheduled.attempts = ScheduledState.WAITING, "", 0
    for name, value in _times(publish_at).items():
        setattr(scheduled, name, value)


def _times(publish_at: datetime) -> dict[str, Any]:
    place = place_at(int(publish_at.timestamp() * 1000))
    return {"publish_at": publish_at, "due_at": publish_at, "place": place}


def _check(publish_at: datetime) -> None:
    """Raise BadPublishingTime for a time that is too soon or too late, by the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        [now] = cursor.fetchone()
    if not now + EARLIEST <= publish_at <= now + LATEST:
        raise BadPublishingTime
