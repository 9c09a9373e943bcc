"""``repair_counts``: count followers and posts again, and print which counts were wrong."""

from django.core.management.base import BaseCommand

from profiles.services.counts import counts_repair


class Command(BaseCommand):
    """Correct the counts from the projections that they are computed from."""

    help = "Count follows and posts again from the projections; prints what had drifted."

    def handle(self, *args: object, **options: object) -> None:
        """Print one line for each kind of count, and one for each account that was wrong."""
        for kind, accounts in counts_repair().items():
            self.stdout.write(f"{kind}: drift {len(accounts)}")
            for account_id in accounts:
                self.stdout.write(f"  {account_id}")
