"""The one app of the textbook design."""

from django.apps import AppConfig


class TextbookConfig(AppConfig):
    """Named by its last part, as `startapp` would."""

    name = "bench.textbook"
    label = "textbook"
