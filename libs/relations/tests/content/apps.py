"""The tests' service as a Django app."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Items, which have an audience."""

    name = "content"
