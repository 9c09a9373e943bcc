"""Let consumers accept what this service emits after its database was restored from a backup."""

from typing import Any

from django.core.management.base import BaseCommand

from chassis.events.outbox.epochs import after_restore


class Command(BaseCommand):
    """``python -m django begin_epoch``."""

    help = "Emit versions above all that were emitted before. Run it after a restore, before the service starts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin the epoch and say from where its versions count."""
        self.stdout.write(f"versions begin at {after_restore() + 1}")
