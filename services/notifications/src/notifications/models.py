"""What is kept: notifications, the causes that they consist of, and what no longer exists."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from chassis.ids import uuid7

SHOWN = Q(senders_count__gt=0, is_deleted=False)
UNREAD = SHOWN & Q(is_read=False)


class Type(models.TextChoices):
    """What a notification tells of."""

    FOLLOW = "follow"
    LIKE = "like"
    COMMENT = "comment"
    REPLY = "reply"


TARGET_KINDS = {Type.FOLLOW: "user", Type.LIKE: "post", Type.COMMENT: "post", Type.REPLY: "comment"}
"""What the target of each type is; that of a follow is the person who is followed: the recipient."""


class NotificationQuerySet(models.QuerySet["Notification"]):
    """The one definition of who may see which notification."""

    def shown_to(self, recipient_id: UUID) -> "NotificationQuerySet":
        """Return the recipient's own notifications that somebody is left in and that were not deleted."""
        return self.filter(SHOWN, recipient_id=recipient_id)

    def chosen(self, *, kind: str | None = None, is_unread: bool = False) -> "NotificationQuerySet":
        """Return those of one type, or the unread ones, or both, or all."""
        chosen = self.filter(type=kind) if kind else self
        return chosen.filter(is_read=False) if is_unread else chosen


class Notification(models.Model):
    """What happened to one target within one period, told to one person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient_id = models.UUIDField()  # an account of the auth service
    type = models.CharField(max_length=16, choices=Type.choices)
    target_id = models.UUIDField()  # an account, a post or a comment, see TARGET_KINDS
    post_id = models.UUIDField(null=True)  # the post that the target is or belongs to
    period = models.IntegerField()
    senders_count = models.PositiveIntegerField(default=0)
    joins = models.PositiveIntegerField(default=0)  # how many causes ever joined: each got the next number
    read_through = models.PositiveIntegerField(default=0)  # the causes up to this number have been read
    is_read = models.BooleanField(default=False)
    is_deleted = models.BooleanField(default=False)
    created_at = models.DateTimeField()  # of the oldest active cause
    updated_at = models.DateTimeField()  # of the newest active cause
    position = models.UUIDField(unique=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        db_table = "notification"
        ordering = ["-position"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "type", "target_id", "period"],
                condition=Q(is_deleted=False),
                name="one_notification_per_target_and_period",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_id", "-position"], condition=SHOWN, name="notification_shown"),
            models.Index(fields=["recipient_id", "-position"], condition=UNREAD, name="notification_unread"),
            models.Index(fields=["post_id"], condition=Q(post_id__isnull=False), name="notification_post"),
            models.Index(fields=["target_id"], condition=Q(type=Type.REPLY), name="notification_comment"),
        ]


class Cause(models.Model):
    """One follow, like or comment in its newest known state; it stays when undone, so that old news stay old."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=16, choices=Type.choices)
    subject_id = models.UUIDField()  # the account followed, the post liked, or the comment itself
    sender_id = models.UUIDField()  # an account of the auth service
    version = models.PositiveBigIntegerField(default=0)
    occurred_at = models.DateTimeField()
    notification = models.ForeignKey(
        Notification, null=True, on_delete=models.CASCADE, related_name="causes", db_index=False
    )
    joined = models.PositiveIntegerField(default=0)  # its number among the causes of the notification
    is_active = models.BooleanField(default=False)
    is_latest = models.BooleanField(default=False)  # of its sender's active causes in the notification

    class Meta:
        db_table = "cause"
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "sender_id", "type"], name="one_cause_per_happening"),
            models.UniqueConstraint(
                fields=["notification", "sender_id"], condition=Q(is_latest=True), name="one_latest_cause_per_sender"
            ),
            models.CheckConstraint(condition=Q(is_latest=False) | Q(is_active=True), name="a_latest_cause_is_active"),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(notification__isnull=False), name="an_active_cause_is_told"
            ),
        ]
        indexes = [
            models.Index(
                fields=["notification", "-occurred_at", "-sender_id"],
                condition=Q(is_active=True),
                name="cause_of_notification",
            ),
        ]


class Removal(models.Model):
    """A post or comment that no longer exists: what refers to it and comes later is not told."""

    object_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "removal"
