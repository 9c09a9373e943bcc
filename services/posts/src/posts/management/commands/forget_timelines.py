"""Deletes every timeline in Redis; run it after ``rebuild ties``, or when in doubt."""

from typing import Any

from django.core.management.base import BaseCommand

from posts.timelines import forget_all


class Command(BaseCommand):
    """Each timeline is created again when its account next reads its feed; feeds are complete meanwhile."""

    help = "Forget every timeline; each is made anew when it is next read."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget them."""
        forget_all()
        self.stdout.write("all timelines are forgotten")
