"""Erasing what an account was notified of. What others were notified of leaves with the events of its acts."""

from collections import Counter
from uuid import UUID

from django.db import transaction
from django.db.models import F

from notifications.models import Cause, Notification
from notifications.services.locks import lock_in_order

BATCH = 500
CAUSES = 2000
"""How many causes end in one step: a notification may have 100,000."""
Ended = tuple[UUID, UUID, bool]
"""A cause, its notification, and whether it was its sender's latest there."""


@transaction.atomic(savepoint=False)
def notifications_erase(*, account_id: UUID) -> bool:
    """Delete the next notifications of an erased account; return whether some may be left.

    Their causes stay, without effect: their versions recognise late events.
    """
    lock_in_order(recipient_ids=[account_id])
    mine = Notification.objects.filter(recipient_id=account_id, is_deleted=False)
    some = list(mine.order_by("type", "target_id").values_list("id", flat=True)[:BATCH])
    ended = _causes_end(some)
    if len(ended) == CAUSES:
        _count_left(ended)
        return True
    Notification.objects.filter(id__in=some).delete()
    return len(some) == BATCH


def _causes_end(notification_ids: list[UUID]) -> list[Ended]:
    """End the next causes of these notifications, and return what they were."""
    causes = Cause.objects.filter(notification_id__in=notification_ids)
    ended = list(causes.values_list("id", "notification_id", "is_latest")[:CAUSES])
    without_effect = {"notification": None, "is_active": False, "is_latest": False}
    Cause.objects.filter(id__in=[cause_id for cause_id, *_ in ended]).update(**without_effect)
    return ended


def _count_left(ended: list[Ended]) -> None:
    """Take causes that have ended off the counts of notifications: events may end the others before the next step."""
    senders = Counter(notification_id for _, notification_id, is_latest in ended if is_latest)
    for notification_id, count in senders.items():
        Notification.objects.filter(id=notification_id).update(senders_count=F("senders_count") - count)
