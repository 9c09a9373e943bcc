"""The ledger as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries and their count."""

    name = "ledger"

    def ready(self) -> None:
        """Register the handlers, the jobs and the export."""
        import_module("ledger.consumers")
        import_module("ledger.jobs")
        import_module("ledger.selectors")
