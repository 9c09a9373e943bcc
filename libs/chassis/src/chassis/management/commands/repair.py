"""Correct projections from their owners and counts from their rows."""

from typing import Any

from django.core.management.base import BaseCommand

from chassis.events.projections import all_counts, all_projections
from chassis.events.rebuilding import rebuild


class Command(BaseCommand):
    """``python -m django repair``: what ``audit`` finds is right afterwards; the service runs meanwhile."""

    help = "Rebuild every projection that audit compares from its owner, and count again what was counted wrongly."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was read and how many counts were wrong."""
        wrong = {count.name: count.repair() for count in all_counts()}
        for name in sorted({each.name for each in all_projections() if each.states}):
            self.stdout.write(f"{name} {rebuild(name)}")
        for name, ids in wrong.items():
            self.stdout.write(f"count of {name}: {len(ids)} corrected")
