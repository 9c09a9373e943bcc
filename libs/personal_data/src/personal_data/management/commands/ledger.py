"""Print the ledger of erasures, or apply one that was printed: for a restore of all databases at once."""

import sys
from argparse import ArgumentParser
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from chassis.events.exports import MAX_LIMIT
from contracts.accounts import ErasureRequested
from personal_data.selectors import export_erasures
from personal_data.services import erasures_begin


class Command(BaseCommand):
    """``ledger > FILE`` and ``ledger --apply < FILE``; each line is an account's id and a time, as JSON."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument(
            "--apply", action="store_true", help="begin the erasures of standard input that are missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or apply. Raises CommandError for a line that is none of a ledger; those before it have begun."""
        if options["apply"]:
            self._apply()
        else:
            self._print()

    def _print(self) -> None:
        after: UUID | None = None
        while page := export_erasures(after=after, limit=MAX_LIMIT):
            for _, event in page:
                self.stdout.write(event.model_dump_json())
            after, _ = page[-1]

    def _apply(self) -> None:
        while lines := list(islice(sys.stdin, MAX_LIMIT)):
            try:
                erasures_begin([ErasureRequested.model_validate_json(line) for line in lines])
            except ValidationError as error:
                raise CommandError("A line is no erasure of a ledger.") from error
