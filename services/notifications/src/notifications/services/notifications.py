"""Reading and deleting notifications.

Of many, the request changes the newest, and a job the others in steps: 100,000 rows take longer than a request may.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from chassis.jobs import State, enqueue, job
from notifications.models import Notification, NotificationQuerySet
from notifications.selectors import NotificationItem, notification_get
from notifications.services.locks import lock_in_order

READ_ALL = "notifications.read_all"
DELETE_ALL = "notifications.delete_all"
BATCH = 2000
"""How many notifications are read or deleted in one transaction."""
DELETED = {"is_deleted": True, "detail": ""}
"""The row stays, so that late events add nothing; without words, since an erasure does not look at deleted ones."""


@transaction.atomic
def notification_read(*, notification_id: UUID, recipient_id: UUID) -> NotificationItem:
    """Mark one notification as read and return it; if it is read already, nothing changes.

    Raises NotificationNotFound.
    """
    lock_in_order(recipient_ids=[recipient_id])
    read = notification_get(notification_id=notification_id, recipient_id=recipient_id)
    if not read.notification.is_read:
        _read(Notification.objects.filter(id=notification_id))
        read.notification.is_read = True
    return read


@transaction.atomic
def notifications_read(*, recipient_id: UUID) -> None:
    """Mark all of somebody's notifications as read: the newest BATCH now, the others in the worker."""
    if state := notifications_read_step(str(recipient_id), {}):
        enqueue(READ_ALL, key=recipient_id, state=state)


@job(READ_ALL)
def notifications_read_step(key: str, state: State) -> State | None:
    """Mark the next older notifications as read."""
    recipient_id = UUID(key)
    lock_in_order(recipient_ids=[recipient_id])
    some, last = _some(Notification.objects.shown_to(recipient_id).filter(is_read=False), state)
    _read(some)
    return {"after": last} if last else None


@transaction.atomic
def notification_delete(*, notification_id: UUID, recipient_id: UUID) -> None:
    """Delete one notification; its causes do not create a new one. Raises NotificationNotFound."""
    lock_in_order(recipient_ids=[recipient_id])
    notification_get(notification_id=notification_id, recipient_id=recipient_id)
    Notification.objects.filter(id=notification_id).update(**DELETED)


@transaction.atomic
def notifications_delete(*, recipient_id: UUID, kind: str | None = None, is_unread: bool | None = None) -> None:
    """Delete somebody's notifications: all, or those of one type, or the unread or the read ones.

    The newest BATCH are deleted now, the others in the worker.
    """
    chosen: dict[str, Any] = {"kind": kind, "is_unread": is_unread}
    key = f"{recipient_id} {kind} {is_unread}"
    if state := notifications_delete_step(key, {"chosen": chosen}):
        enqueue(DELETE_ALL, key=key, state=state)


@job(DELETE_ALL)
def notifications_delete_step(key: str, state: State) -> State | None:
    """Delete the next older ones of the selected notifications."""
    recipient_id = UUID(key.split()[0])
    lock_in_order(recipient_ids=[recipient_id])
    some, last = _some(Notification.objects.shown_to(recipient_id).chosen(**state["chosen"]), state)
    some.update(**DELETED)
    return {**state, "after": last} if last else None


def _some(notifications: NotificationQuerySet, state: State) -> tuple[NotificationQuerySet, str | None]:
    """Return the newest of these notifications after the last step's, and the last one's position if there are more."""
    older = notifications.filter(position__lt=state["after"]) if "after" in state else notifications
    rows = list(older.order_by("-position").values_list("id", "position")[:BATCH])
    some = Notification.objects.filter(id__in=[notification_id for notification_id, _ in rows])
    return some, str(rows[-1][1]) if len(rows) == BATCH else None


def _read(notifications: NotificationQuerySet) -> None:
    notifications.filter(is_read=False).update(is_read=True, read_through=F("joins"))
