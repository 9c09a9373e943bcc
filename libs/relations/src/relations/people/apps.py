"""The Django app of the people projection; a service that shows authors installs ``relations.people``."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the handlers that keep ``Person``."""

    name = "relations.people"
    label = "people"

    def ready(self) -> None:
        """Import the handlers, which registers them."""
        import_module("relations.people.consumers")
