"""The posts app: it imports the handlers and the exports."""

from importlib import import_module

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """What people post, how others react to it, and how it is found."""

    name = "posts"

    def ready(self) -> None:
        """Register the handlers, the jobs, what a restore needs, and the exports."""
        import_module("posts.consumers")
        import_module("posts.services.comments")
        import_module("posts.services.epochs")
        import_module("posts.services.texts")
        import_module("posts.selectors.exports")
