"""Every read of the notifications service."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from notifications.errors import NotificationNotFound
from notifications.models import Cause, Notification, NotificationQuerySet
from relations.people.models import Person
from relations.people.selectors import people_by_id

SHOWN_SENDERS = 3


class WithSenders(Protocol):
    """A notification as ``notifications_of`` returns it."""

    sender_ids: list[UUID]


def notifications_of(
    *, recipient_id: UUID, kind: str | None = None, is_unread: bool | None = None
) -> NotificationQuerySet:
    """Return somebody's notifications with ``sender_ids``, those of the latest senders, newest first."""
    latest = Cause.objects.filter(notification_id=OuterRef("id"), is_active=True, is_latest=True)
    sender_ids = latest.order_by("-occurred_at", "-sender_id").values("sender_id")[:SHOWN_SENDERS]
    shown = Notification.objects.shown_to(recipient_id).chosen(kind=kind, is_unread=is_unread)
    return shown.annotate(sender_ids=ArraySubquery(sender_ids))


def notification_get(*, notification_id: UUID, recipient_id: UUID) -> Notification:
    """Return one of somebody's notifications. Raises NotificationNotFound, also when it is somebody else's."""
    try:
        return notifications_of(recipient_id=recipient_id).get(id=notification_id)
    except Notification.DoesNotExist:
        raise NotificationNotFound from None


def unread_count(*, recipient_id: UUID) -> int:
    """Return how many of somebody's notifications are unread, exactly."""
    return Notification.objects.shown_to(recipient_id).chosen(is_unread=True).count()


def senders_of(notifications: Iterable[WithSenders]) -> dict[UUID, Person]:
    """Return the known people among the latest senders of some notifications, in one query."""
    return people_by_id(sender_id for notification in notifications for sender_id in notification.sender_ids)
