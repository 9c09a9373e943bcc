"""What recipients do with their notifications: read them and delete them."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from notifications.models import Notification, NotificationQuerySet
from notifications.selectors import notification_get
from notifications.services.locks import lock_in_order


@transaction.atomic
def notification_read(*, notification_id: UUID, recipient_id: UUID) -> Notification:
    """Mark one notification as read and return it; again changes nothing. Raises NotificationNotFound."""
    lock_in_order(recipient_ids=[recipient_id])
    _read(Notification.objects.shown_to(recipient_id).filter(id=notification_id))
    return notification_get(notification_id=notification_id, recipient_id=recipient_id)


@transaction.atomic
def notifications_read(*, recipient_id: UUID) -> None:
    """Mark all of somebody's notifications as read."""
    lock_in_order(recipient_ids=[recipient_id])
    _read(Notification.objects.shown_to(recipient_id))


@transaction.atomic
def notification_delete(*, notification_id: UUID, recipient_id: UUID) -> None:
    """Delete one notification; what it told of is not told again. Raises NotificationNotFound."""
    lock_in_order(recipient_ids=[recipient_id])
    notification = notification_get(notification_id=notification_id, recipient_id=recipient_id)
    Notification.objects.filter(id=notification.id).update(is_deleted=True)


@transaction.atomic
def notifications_delete(*, recipient_id: UUID, kind: str | None = None, is_unread: bool | None = None) -> None:
    """Delete somebody's notifications: all, or those of one type, or the unread or the read ones."""
    lock_in_order(recipient_ids=[recipient_id])
    chosen = Notification.objects.shown_to(recipient_id).chosen(kind=kind, is_unread=is_unread)
    chosen.update(is_deleted=True)


def _read(notifications: NotificationQuerySet) -> None:
    notifications.filter(is_read=False).update(is_read=True, read_through=F("joins"))
