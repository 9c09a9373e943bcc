"""The profiles app: it loads what listens to the other services."""

from importlib import import_module

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Profiles, and the local copies of follows and posts that their counts are made of."""

    name = "profiles"

    def ready(self) -> None:
        """Register the handlers, the exports and the projections."""
        import_module("profiles.consumers")
        import_module("profiles.selectors")
