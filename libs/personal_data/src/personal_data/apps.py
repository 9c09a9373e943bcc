"""The Django app of personal data; every service installs ``personal_data`` and says in one module what it holds."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from personal_data.interface import PersonalData, hold


class PersonalDataConfig(AppConfig):
    """Registers the handlers and the jobs, and what the service itself holds."""

    name = "personal_data"

    def ready(self) -> None:
        """Import them. Raises ModuleNotFoundError, which stops the start, in a service without ``personal_data.py``."""
        import_module("personal_data.consumers")
        import_module("personal_data.selectors")
        import_module("personal_data.events")
        import_module("personal_data.ledger")
        held: PersonalData = import_module(f"{settings.SERVICE}.personal_data").HELD
        hold(held)
