"""``python -m django handled`` prints which types of events the service handles, a line each."""

from typing import Any

from django.core.management.base import BaseCommand

from chassis.events.inbox.registry import types_by_lane


class Command(BaseCommand):
    """Prints the types of all lanes, sorted."""

    help = "Print the types of events that this service handles."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        for event_type in sorted(kind for types in types_by_lane().values() for kind in types):
            self.stdout.write(event_type)
