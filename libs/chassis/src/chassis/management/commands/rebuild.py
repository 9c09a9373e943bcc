"""Fill projections anew from the services that own the facts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chassis.events.projections import all_projections
from chassis.events.rebuilding import rebuild


class Command(BaseCommand):
    """``python -m django rebuild NAME`` or ``--all``."""

    help = "Bring the tables of a projection to what its sources say, in short transactions while the service runs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the name and ``--all``."""
        parser.add_argument("name", nargs="?")
        parser.add_argument("--all", action="store_true", dest="is_all")

    def handle(self, *args: Any, name: str | None, is_all: bool, **options: Any) -> None:
        """Rebuild and say how many facts there were."""
        known = sorted({projection.name for projection in all_projections()})
        if is_all == bool(name) or (name and name not in known):
            raise CommandError(f"give --all or one of: {', '.join(known) or 'none, this service has no projections'}")
        for each in [name] if name else known:
            self.stdout.write(f"{each} {rebuild(each)}")
