"""Erasing what an account was notified of. What others were notified of leaves with the events of its acts."""

from uuid import UUID

from django.db import transaction

from notifications.models import Cause, Notification
from notifications.services.locks import lock_in_order

BATCH = 500


@transaction.atomic(savepoint=False)
def notifications_erase(*, account_id: UUID) -> bool:
    """Delete the next notifications of an erased account; return whether some may be left.

    Their causes stay, without effect: their versions recognise late events.
    """
    lock_in_order(recipient_ids=[account_id])
    mine = Notification.objects.filter(recipient_id=account_id, is_deleted=False)
    some = list(mine.order_by("type", "target_id").values_list("id", flat=True)[:BATCH])
    Cause.objects.filter(notification_id__in=some).update(notification=None, is_active=False, is_latest=False)
    Notification.objects.filter(id__in=some).delete()
    return len(some) == BATCH
