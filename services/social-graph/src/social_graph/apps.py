"""The social graph app."""

from importlib import import_module

from django.apps import AppConfig


class SocialGraphConfig(AppConfig):
    """Who follows whom."""

    name = "social_graph"

    def ready(self) -> None:
        """Register the exports."""
        import_module("social_graph.selectors")
