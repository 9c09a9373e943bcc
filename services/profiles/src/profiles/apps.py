"""The profiles app: it imports the handlers of other services' events."""

from importlib import import_module

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Profiles, and the local copies of follows and posts that their counts are computed from."""

    name = "profiles"

    def ready(self) -> None:
        """Register the handlers, the exports and the projections."""
        import_module("profiles.consumers")
        import_module("profiles.selectors.profiles")
