"""The shapes of notifications, in and out."""

from collections.abc import Mapping
from uuid import UUID

from rest_framework import serializers

from chassis.http.serializers import Input
from notifications.models import TARGET_KINDS, Notification, Type
from notifications.wording import sentence
from relations.people.models import Person
from relations.people.selectors import card


class NotificationFilter(Input):
    """Which notifications of the caller's are meant; all without parameters."""

    type = serializers.ChoiceField(choices=Type.choices, source="kind", required=False)
    unread = serializers.BooleanField(source="is_unread", required=False)


class NotificationOut(serializers.Serializer):
    """A notification as its recipient sees it; the context holds the ``people`` by id."""

    def to_representation(self, notification: Notification) -> dict[str, object]:
        """Return the notification with its latest senders' cards and a sentence that names them."""
        people: Mapping[UUID, Person] = self.context["people"]
        senders = [people.get(sender_id) or _stranger(sender_id) for sender_id in notification.sender_ids]
        return {
            "id": notification.id,
            "type": notification.type,
            "senders": [card(sender) for sender in senders],
            "senders_count": notification.senders_count,
            "target": {"type": TARGET_KINDS[notification.type], "id": notification.target_id},
            "text": sentence(
                kind=notification.type,
                names=[sender.display_name for sender in senders],
                senders_count=notification.senders_count,
            ),
            "is_read": notification.is_read,
            "created_at": notification.created_at,
            "updated_at": notification.updated_at,
        }


def _stranger(account_id: UUID) -> Person:
    """Return somebody whose registration has not arrived here yet."""
    return Person(id=account_id, username="", display_name="Somebody")
