"""The Django app of recurring tasks: it imports the module ``tasks`` of the service that installs it."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class TasksConfig(AppConfig):
    """Adds the commands ``celery`` and ``beat``, and registers the tasks."""

    name = "tasks"

    def ready(self) -> None:
        """Import the tasks. Raises ModuleNotFoundError, which stops the start, in a service without ``tasks.py``."""
        import_module(f"{settings.SERVICE}.tasks")
