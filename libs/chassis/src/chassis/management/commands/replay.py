"""Publish events of the past again."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chassis.events.outbox.services import outbox_replay


class Command(BaseCommand):
    """``python -m django replay --since 2026-01-31T12:00:00Z``."""

    help = "Let the relay publish the events since a time again; consumers ignore those that they have."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare ``--since``."""
        parser.add_argument("--since", required=True, help="ISO 8601 time with a zone; at most 7 days ago")

    def handle(self, *args: Any, since: str, **options: Any) -> None:
        """Mark the events as unpublished and say how many they are."""
        try:
            moment = datetime.fromisoformat(since)
        except ValueError as error:
            raise CommandError(f"--since: {error}") from error
        if moment.tzinfo is None:
            raise CommandError("--since needs a zone, e.g. 2026-01-31T12:00:00Z")
        self.stdout.write(f"replayed {outbox_replay(since=moment)}")
