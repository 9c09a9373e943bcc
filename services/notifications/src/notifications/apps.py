"""The Django application of the notifications service."""

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the event handlers and the jobs when the process starts."""

    name = "notifications"

    def ready(self) -> None:
        """Import them, which registers them."""
        import_module("notifications.consumers")
        import_module("notifications.services.notifications")
