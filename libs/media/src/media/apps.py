"""The Django app of pictures; a service that keeps pictures installs ``media`` and takes over ``media.settings``."""

from importlib import import_module

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Registers the job and the periodic task that delete files."""

    name = "media"

    def ready(self) -> None:
        """Import them."""
        import_module("media.services")
