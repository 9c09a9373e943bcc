"""Compare projections with their owners and counts with their rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chassis.events.auditing import KINDS, Findings, audit
from chassis.events.projections import all_counts, all_projections


class Command(BaseCommand):
    """``python -m django audit``: a line for each projection and count; the exit code is 1 when something differs."""

    help = "Compare copies of others' data with the owners' exports, and counts with their rows. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare how long to wait."""
        parser.add_argument("--patience", type=float, default=10, help="seconds to wait for events on their way")

    def handle(self, *args: Any, patience: float, **options: Any) -> None:
        """Print the table, then examples. Raises CommandError when something differs."""
        names = sorted({each.name for each in all_projections() if each.states})
        found = {name: audit(name, patience_seconds=patience) for name in names}
        wrong = {count.name: count.differing() for count in all_counts()}
        self._print("projection", "checked", *KINDS)
        for name, findings in found.items():
            self._print(name, findings.checked, *(findings.differing[kind] for kind in KINDS))
        for name, keys in wrong.items():
            self._print(f"count of {name}", "", *("" for _ in KINDS), f"wrong: {len(keys)}")
        self._print_examples(found, wrong)
        if any(wrong.values()) or any(findings.differing.total() for findings in found.values()):
            raise CommandError("something differs; `python -m django repair` corrects it")

    def _print_examples(self, found: dict[str, Findings], wrong: dict[str, list[Any]]) -> None:
        for name, findings in found.items():
            for kind, keys in findings.examples.items():
                for key in keys:
                    self.stdout.write(f"{name} {kind} {key}")
        for name, ids in wrong.items():
            for account_id in ids[:10]:
                self.stdout.write(f"count of {name} wrong {account_id}")

    def _print(self, name: str, *cells: object) -> None:
        self.stdout.write((name.ljust(20) + "".join(str(cell).rjust(11) for cell in cells)).rstrip())
