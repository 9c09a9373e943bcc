"""The measured service as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class BusConfig(AppConfig):
    """One follow and its count."""

    name = "bench.bus"
    label = "bus"

    def ready(self) -> None:
        """Register the handler."""
        import_module("bench.bus.consumers")
