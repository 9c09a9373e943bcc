"""Publish a new signing key; it signs after KEY_OVERLAP_SECONDS, when every service has fetched it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.services.signing_keys import signing_key_rotate, signing_keys_retire


class Command(BaseCommand):
    """``rotate_signing_key [--now] [--forget-old]``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--now", action="store_true", help="sign with it at once; some tokens may be refused for 5 s"
        )
        parser.add_argument(
            "--forget-old",
            action="store_true",
            help="with --now: believe no older key any more, because one has leaked; everybody must log in again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the name of the key and when it begins to sign."""
        now = timezone.now()
        key = signing_key_rotate(now=now, at_once=options["now"] or options["forget_old"])
        if options["forget_old"]:
            signing_keys_retire(all_but=key.kid, now=now)
        self.stdout.write(f"{key.kid} signs from {key.activates_at.isoformat(timespec='seconds')}")
