"""The auth service as a Django app."""

from datetime import timedelta
from importlib import import_module

from django.apps import AppConfig

from chassis.running.housekeeping import KEPT

KEPT_HERE = {
    ("rotation", "id", "rotated_at"): timedelta(hours=24),
    ("session", "id", "expires_at"): timedelta(days=1),
    ("signing_key", "kid", "retires_at"): timedelta(days=1),
}
"""Sessions that have run out, and keys of which no token is left; ended sessions stay until they would have run out."""


class AccountsConfig(AppConfig):
    """Accounts, credentials, sessions and signing keys."""

    name = "accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this service exports, and what it throws away."""
        import_module("accounts.selectors")
        KEPT.update(KEPT_HERE)
