"""The tables of the notifications service."""

from notifications.models.audience import Post, Removal
from notifications.models.notification import TARGET_KINDS, Cause, Notification, NotificationQuerySet, Type

__all__ = ["TARGET_KINDS", "Cause", "Notification", "NotificationQuerySet", "Post", "Removal", "Type"]
