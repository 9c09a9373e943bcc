"""The auth service as a Django app."""

from datetime import timedelta
from importlib import import_module

from django.apps import AppConfig

from chassis.running.housekeeping import KEPT

KEPT_HERE = {
    ("archive", "id", "closed_at"): timedelta(days=30),
    ("email_link", "id", "expires_at"): timedelta(0),
    ("known_device", "id", "last_used_at"): timedelta(days=180),
    ("rotation", "id", "rotated_at"): timedelta(hours=24),
    ("second_factor", "account_id", "expires_at"): timedelta(0),
    ("session", "id", "expires_at"): timedelta(days=1),
    ("signing_key", "kid", "retires_at"): timedelta(days=1),
}
"""Archives without a file, expired sessions, and keys without a valid token; revoked sessions are kept until they would
have expired."""


class AccountsConfig(AppConfig):
    """Accounts, credentials, sessions and signing keys."""

    name = "accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this service exports, and which rows are pruned."""
        import_module("accounts.selectors.exports")
        import_module("accounts.services.archiving")
        import_module("accounts.services.deletions")
        import_module("accounts.services.last_mails")
        import_module("accounts.services.mails")
        import_module("accounts.services.passwords")
        import_module("accounts.services.pictures")
        import_module("accounts.services.suspensions")
        KEPT.update(KEPT_HERE)
