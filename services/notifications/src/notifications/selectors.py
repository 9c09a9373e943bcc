"""Every read of the notifications service."""

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, QuerySet

from chassis.database.prepared import Prepared
from chassis.http.paging import Page, PageQuery, PreparedList, paginate
from notifications.errors import NotificationNotFound
from notifications.models import Notification, NotificationQuerySet
from notifications.models.notification import hidden_senders, shown_causes
from notifications.models.types import WITHOUT_SENDERS
from relations.people.models import Person
from relations.people.selectors import people_by_id

SHOWN_SENDERS = 3
DATA_FIELDS = ("id", "type", "target_id", "post_id", "detail", "is_read", "created_at", "updated_at")


class NotificationItem(NamedTuple):
    """A notification as its recipient sees it."""

    notification: Notification
    senders: list[Person]
    """The latest ones whom the recipient may see, the newest first."""
    senders_count: int
    """Of all senders whom the recipient may see."""


def notifications_of(
    *, recipient_id: UUID, kind: str | None = None, is_unread: bool | None = None
) -> NotificationQuerySet:
    """Return a recipient's notifications with the ``sender_ids`` of their latest senders, newest first.

    They are those whom the recipient may see; ``hidden_senders`` says how many others there are.
    """
    sender_ids = shown_causes(recipient_id).order_by("-occurred_at", "-sender_id").values("sender_id")[:SHOWN_SENDERS]
    shown = Notification.objects.shown_to(recipient_id).chosen(kind=kind, is_unread=is_unread)
    return shown.annotate(sender_ids=ArraySubquery(sender_ids), hidden_senders=hidden_senders(recipient_id))


def notification_page(
    *, recipient_id: UUID, kind: str | None = None, is_unread: bool | None = None, query: PageQuery
) -> Page[NotificationItem]:
    """Return a page of somebody's notifications, newest first: all, or those of one type, unread ones or read ones."""
    if kind is None and is_unread is None:
        return _all_of(recipient_id, query=query).map(notification_items)
    chosen = notifications_of(recipient_id=recipient_id, kind=kind, is_unread=is_unread)
    return paginate(chosen, query, key="position").map(notification_items)


@partial(PreparedList, key="position")
def _all_of(recipient_id: UUID) -> NotificationQuerySet:
    return notifications_of(recipient_id=recipient_id)


def notification_get(*, notification_id: UUID, recipient_id: UUID) -> NotificationItem:
    """Return one of somebody's notifications. Raises NotificationNotFound, also when it is somebody else's."""
    found = notification_items(_one_of(recipient_id, notification_id))
    if not found:
        raise NotificationNotFound
    return found[0]


@Prepared
def _one_of(recipient_id: UUID, notification_id: UUID) -> NotificationQuerySet:
    return notifications_of(recipient_id=recipient_id).filter(id=notification_id)


def unread_count(*, recipient_id: UUID) -> int:
    """Return how many of somebody's notifications are unread, exactly."""
    return sum(count for (count,) in _unread_of(recipient_id))


@Prepared
def _unread_of(recipient_id: UUID) -> QuerySet:
    unread = Notification.objects.shown_to(recipient_id).chosen(is_unread=True).order_by()
    return unread.values("recipient_id").annotate(unread=Count("id")).values_list("unread")


def notification_items(notifications: Sequence[Notification]) -> list[NotificationItem]:
    """Return notifications of ``notifications_of`` with the people that they name, in one query."""
    ids = [_sender_ids(each) for each in notifications]
    people = people_by_id(chain.from_iterable(ids))
    return [
        NotificationItem(notification, [people.get(id_) or _stranger(id_) for id_ in sender_ids], _count(notification))
        for notification, sender_ids in zip(notifications, ids, strict=True)
    ]


def _count(notification: Notification) -> int:
    if notification.type in WITHOUT_SENDERS:
        return 0
    hidden: int = notification.hidden_senders  # type: ignore[attr-defined]
    return notification.senders_count - hidden


def _sender_ids(notification: Notification) -> list[UUID]:
    return [] if notification.type in WITHOUT_SENDERS else notification.sender_ids  # type: ignore[attr-defined]


def notification_data(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the notifications that somebody sees, for an export: oldest first, with their places."""
    shown = notifications_of(recipient_id=account_id).order_by("position")
    rows = list((shown.filter(position__gt=after) if after else shown)[:limit])
    return [(item.notification.position, _data(item)) for item in notification_items(rows)]


def _data(item: NotificationItem) -> dict[str, Any]:
    shown = {name: getattr(item.notification, name) for name in DATA_FIELDS}
    senders = [{"id": sender.id, "username": sender.username} for sender in item.senders]
    return shown | {"senders": senders, "senders_count": item.senders_count}


def _stranger(account_id: UUID) -> Person:
    """Return the placeholder for an account whose registration has not arrived yet."""
    return Person(id=account_id, username="", display_name="Somebody")
