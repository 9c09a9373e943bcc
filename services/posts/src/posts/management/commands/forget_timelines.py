"""Deletes every timeline in Redis; run it after ``rebuild ties``, or when in doubt."""

from typing import Any

from django.core.management.base import BaseCommand

from posts.timelines import invalidate_all


class Command(BaseCommand):
    """Each timeline is created again when its account next reads its feed; feeds are complete meanwhile."""

    help = "Delete every timeline; each is created again when it is next read."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them."""
        invalidate_all()
        self.stdout.write("all timelines are deleted")
