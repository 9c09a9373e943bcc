"""What notifications are computed from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chassis.ids import uuid7
from notifications.models.types import TYPE_MAX, Type


class Cause(models.Model):
    """One act (follow, like, comment and so on) in its newest known state.

    It is kept when it is undone: an old event is recognised by its version.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=TYPE_MAX, choices=Type.choices)
    subject_id = models.UUIDField()  # the recipient, what is liked, the comment itself, or an id made of two others
    sender_id = models.UUIDField()  # an account of the auth service
    version = models.PositiveBigIntegerField(default=0)
    occurred_at = models.DateTimeField()
    notification = models.ForeignKey(
        "notifications.Notification", null=True, on_delete=models.CASCADE, related_name="causes", db_index=False
    )
    joined = models.PositiveIntegerField(default=0)  # its number among the causes of the notification
    is_active = models.BooleanField(default=False)
    is_latest = models.BooleanField(default=False)  # of its sender's active causes in the notification

    class Meta:
        db_table = "cause"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "sender_id", "type"], name="one_cause_per_happening"),
            models.UniqueConstraint(
                fields=["notification", "sender_id"], condition=Q(is_latest=True), name="one_latest_cause_per_sender"
            ),
            models.CheckConstraint(condition=Q(is_latest=False) | Q(is_active=True), name="a_latest_cause_is_active"),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(notification__isnull=False), name="an_active_cause_is_told"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["notification", "-occurred_at", "-sender_id"],
                condition=Q(is_active=True),
                name="cause_of_notification",
            ),
            models.Index(fields=["notification"], name="cause_by_notification"),
            models.Index(fields=["sender_id"], condition=Q(type=Type.GROUP_REQUEST), name="group_request_by_sender"),
        ]
