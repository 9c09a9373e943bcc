"""The tests' service as a Django app."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """It has no tables of its own."""

    name = "content"
