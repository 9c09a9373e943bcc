"""Every refusal of the notifications service."""

from chassis.errors import NotFound


class NotificationNotFound(NotFound):
    """There is no such notification, or it is somebody else's; both are answered alike."""
