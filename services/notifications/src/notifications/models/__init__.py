"""The tables of the notifications service."""

from notifications.models.audience import Post, Removal
from notifications.models.cause import Cause
from notifications.models.groups import JoinRequest
from notifications.models.notification import Notification, NotificationQuerySet
from notifications.models.types import TARGET_KINDS, Type

__all__ = ["TARGET_KINDS", "Cause", "JoinRequest", "Notification", "NotificationQuerySet", "Post", "Removal", "Type"]
