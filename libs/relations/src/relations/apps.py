"""The Django app of the relations; a service that shows what people made installs ``relations``."""

from importlib import import_module

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    """Registers the handlers that keep ties, memberships and states of accounts."""

    name = "relations"

    def ready(self) -> None:
        """Import the handlers, which registers them."""
        import_module("relations.consumers")
