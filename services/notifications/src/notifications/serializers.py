"""The shapes of notifications, in and out."""

from rest_framework import serializers

from chassis.http.fields import Choice
from chassis.http.output import Output
from chassis.http.serializers import Input
from chassis.http.shapes import AuthorOut
from notifications.models import TARGET_KINDS, Type
from notifications.selectors import NotificationItem
from notifications.wording import sentence


class NotificationFilter(Input):
    """Which of the caller's notifications are selected; all without parameters."""

    type = Choice(choices=Type.choices, source="kind", required=False, help_text="Only this type.")
    unread = serializers.BooleanField(source="is_unread", required=False, help_text="Only unread, or only read.")


class UnreadOut(serializers.Serializer):
    """How many notifications are unread."""

    unread = serializers.IntegerField(min_value=0)


class TargetOut(serializers.Serializer):
    """What a notification is about."""

    type = serializers.ChoiceField(choices=sorted(set(TARGET_KINDS.values())))
    id = serializers.UUIDField()


class NotificationOut(Output):
    """A notification as its recipient sees it."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=Type.choices)
    senders = AuthorOut(many=True, help_text="The latest ones, the newest first.")
    senders_count = serializers.IntegerField(min_value=0, help_text="Of all senders, also of those not in the list.")
    target = TargetOut()
    text = serializers.CharField(help_text="It names the senders, the device of a login, or the end of an export.")
    is_read = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    @classmethod
    def shown(cls, item: NotificationItem) -> dict[str, object]:
        """Return the notification with its latest senders' cards and a sentence that names them."""
        notification, senders, senders_count = item
        names = [sender.display_name for sender in senders]
        return {
            "id": notification.id,
            "type": notification.type,
            "senders": [AuthorOut.shown(sender) for sender in senders],
            "senders_count": senders_count,
            "target": {"type": notification.target_kind, "id": notification.target_id},
            "text": sentence(
                kind=notification.type,
                names=names,
                senders_count=senders_count,
                detail=notification.detail,
                is_on_comment=notification.target_kind == "comment",
            ),
            "is_read": notification.is_read,
            "created_at": notification.created_at,
            "updated_at": notification.updated_at,
        }
