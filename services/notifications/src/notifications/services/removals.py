"""Deleted posts and comments, and the notifications that refer to them.

A row of ``Removal`` removes these from all lists at once. Their rows are deleted in batches; if they have many causes,
in a job.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from chassis.jobs import State, enqueue, job
from notifications.models import Cause, Notification, NotificationQuerySet, Removal, Type
from notifications.models.types import MAYBE_ON_COMMENTS
from notifications.services.audience import post_end
from notifications.services.causes import cause_leave
from notifications.services.locks import lock_in_order

POST_REMOVAL = "notifications.post_removal"
COMMENT_REMOVAL = "notifications.comment_removal"
BATCH = 500
"""How many notifications are deleted in one step, with up to four times as many causes."""
BY_TARGET = (Type.LIKE, Type.SHARE, Type.MENTION)
"""Types of causes whose subject is the target."""


@transaction.atomic(savepoint=False)
def post_remove(*, post_id: UUID, author_id: UUID, version: int) -> None:
    """Remove the notifications about a post and its comments permanently: later events about it create none."""
    lock_in_order(object_id=post_id)
    _remember_removal(post_id)
    post_end(post_id=post_id, author_id=author_id, version=version)
    if not _clear_post(post_id):
        enqueue(POST_REMOVAL, key=post_id)


@transaction.atomic(savepoint=False)
def comment_remove(*, comment_id: UUID, post_id: UUID) -> None:
    """Remove the notifications of a comment, of the replies to it and of its likes, permanently."""
    lock_in_order(object_id=post_id)
    _remember_removal(comment_id)
    causes = Cause.objects.filter(type__in=[Type.COMMENT, Type.REPLY], subject_id=comment_id)
    of_causes = Notification.objects.filter(id__in=causes.values("notification_id"))
    first, recipients = _some(_about_comment(comment_id))
    lock_in_order(recipient_ids={*of_causes.values_list("recipient_id", flat=True), *recipients})
    for cause in causes.select_related("notification").order_by("type"):
        cause_leave(cause)
        cause.delete()
    if not _clear_all(first, target_id=comment_id):
        enqueue(COMMENT_REMOVAL, key=comment_id, state={"post_id": str(post_id)})


@job(POST_REMOVAL)
def post_remove_step(key: str, state: State) -> State | None:
    """Remove some more of the notifications about a post."""
    lock_in_order(object_id=UUID(key))
    return None if _clear_post(UUID(key)) else {}


@job(COMMENT_REMOVAL)
def comment_remove_step(key: str, state: State) -> State | None:
    """Remove some more of the notifications about a comment."""
    lock_in_order(object_id=UUID(state["post_id"]))
    first, recipients = _some(_about_comment(UUID(key)))
    lock_in_order(recipient_ids=recipients)
    return None if _clear_all(first, target_id=UUID(key)) else state


def _about_comment(comment_id: UUID) -> NotificationQuerySet:
    """Return the notifications of replies to a comment, of its likes and of whom it mentions."""
    return Notification.objects.filter(type__in=MAYBE_ON_COMMENTS, target_id=comment_id)


def _clear_post(post_id: UUID) -> bool:
    """Delete the first notifications about a post; return whether nothing is left."""
    first, recipients = _some(Notification.objects.filter(post_id=post_id))
    lock_in_order(recipient_ids=recipients)
    return _clear_all(first, target_id=post_id)


def _clear_all(first: list[UUID], *, target_id: UUID) -> bool:
    """Delete the first of the notifications about a target, then causes that belong to none: likes that were undone
    before they were known, and the version of its mentions. Return whether nothing is left.
    """
    if not _clear(first):
        return False
    of_target = Cause.objects.filter(type__in=BY_TARGET, subject_id=target_id)
    return _delete_some(of_target) < 4 * BATCH


def _some(notifications: NotificationQuerySet) -> tuple[list[UUID], set[UUID]]:
    """Return the first of these notifications, and their recipients."""
    rows = list(notifications.order_by("id").values_list("id", "recipient_id")[:BATCH])
    return [notification_id for notification_id, _ in rows], {recipient_id for _, recipient_id in rows}


def _clear(first: list[UUID]) -> bool:
    """Delete some causes of these notifications, and those without causes; return whether all are deleted.

    False also when there were as many as fit into a step, since there may be more.
    """
    if _delete_some(Cause.objects.filter(notification_id__in=first)) == 4 * BATCH:
        return False
    Notification.objects.filter(id__in=first).delete()
    return len(first) < BATCH


def _delete_some(causes: QuerySet[Cause]) -> int:
    some = list(causes.values_list("id", flat=True)[: 4 * BATCH])
    return Cause.objects.filter(id__in=some).delete()[0]


def _remember_removal(object_id: UUID) -> None:
    Removal.objects.bulk_create([Removal(object_id=object_id)], ignore_conflicts=True)
