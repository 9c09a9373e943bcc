"""Move dead-lettered messages back to their queues."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from chassis.events.consuming.redriving import redrive


class Command(BaseCommand):
    """``python -m django redrive``."""

    help = "Move every message of the dead queue back to the queue of this service, with fresh attempts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Move them and say how many they were."""
        self.stdout.write(f"redriven {redrive(settings.SERVICE)}")
