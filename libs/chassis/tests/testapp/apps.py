"""The test service as a Django app."""

from django.apps import AppConfig


class TestappConfig(AppConfig):
    """Notes."""

    name = "testapp"
