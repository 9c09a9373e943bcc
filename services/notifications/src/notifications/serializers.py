"""The shapes of notifications, in and out."""

from collections.abc import Mapping
from uuid import UUID

from rest_framework import serializers

from chassis.http.serializers import Input
from chassis.http.shapes import AuthorOut
from notifications.models import TARGET_KINDS, Notification, Type
from notifications.wording import sentence
from relations.people.models import Person
from relations.people.selectors import card


class NotificationFilter(Input):
    """Which notifications of the caller's are meant; all without parameters."""

    type = serializers.ChoiceField(choices=Type.choices, source="kind", required=False, help_text="Only this type.")
    unread = serializers.BooleanField(source="is_unread", required=False, help_text="Only unread, or only read.")


class UnreadOut(serializers.Serializer):
    """How many notifications are unread."""

    unread = serializers.IntegerField(min_value=0)


class TargetOut(serializers.Serializer):
    """What a notification is about."""

    type = serializers.ChoiceField(choices=sorted(set(TARGET_KINDS.values())))
    id = serializers.UUIDField()


class NotificationOut(serializers.Serializer):
    """A notification as its recipient sees it."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=Type.choices)
    senders = AuthorOut(many=True, help_text="The latest ones, the newest first.")
    senders_count = serializers.IntegerField(min_value=0, help_text="Of all senders, also of those not in the list.")
    target = TargetOut()
    text = serializers.CharField(help_text="A sentence that names the senders.")
    is_read = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def to_representation(self, notification: Notification) -> dict[str, object]:
        """Return the notification with its latest senders' cards and a sentence; the context has ``people`` by id."""
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
