"""The social graph app."""

from importlib import import_module

from django.apps import AppConfig


class SocialGraphConfig(AppConfig):
    """Who follows whom, friends, blocks, mutes, groups and suggestions."""

    name = "social_graph"

    def ready(self) -> None:
        """Register the handlers, the exports, the jobs and the periodic tasks."""
        for module in ("consumers", "selectors.exports", "services.groups", "services.mutes", "services.suggestions"):
            import_module(f"social_graph.{module}")
