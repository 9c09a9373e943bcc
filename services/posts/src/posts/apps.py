"""The posts app: it loads what listens to events and what other services may ask for."""

from importlib import import_module

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """Posts, comments, likes, and the feeds made of them."""

    name = "posts"

    def ready(self) -> None:
        """Register the handlers, the jobs, what a restore needs, and the exports."""
        import_module("posts.consumers")
        import_module("posts.services.comments")
        import_module("posts.services.epochs")
        import_module("posts.selectors.exports")
