"""Create the first signing key if there is none; safe to run at every start, also by several processes at once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.services.signing_keys import signing_key_ensure


class Command(BaseCommand):
    """``ensure_signing_key``."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was done."""
        made = signing_key_ensure(now=timezone.now())
        self.stdout.write(f"made {made.kid}" if made else "there is a signing key already")
