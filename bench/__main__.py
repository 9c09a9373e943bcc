"""``python -m bench``: what requests cost, against a constant view and the founding documents' own design.

It starts a stack of its own on free ports, loads a real graph, measures, and stops everything. ``--only feed,me``
measures the cases whose names contain one of the words; only a complete run is kept in bench/results.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from typing import Any

import httpx
from rich.console import Console

from bench.cases import Case, chosen
from bench.chart import draw
from bench.measuring import Result, has_failed, measure_all
from bench.report import save, show
from bench.settings import RESULTS, Settings
from bench.testbed.opening import bench_layout, opened
from bench.testbed.pages import entries_on_pages
from bench.world.plan import choose_people
from stack.console import step
from stack.errors import StackError
from stack.layout import CHECKOUT
from stack.packages import ensure_packages

console = Console(highlight=False, width=int(os.environ.get("COLUMNS") or 200))


def main() -> int:
    """Run, print and keep; return the exit code."""
    arguments = _arguments()
    settings = replace(Settings(), **{name: value for name, value in vars(arguments).items() if name != "only"})
    try:
        cases = chosen(arguments.only)
        ensure_packages("wrk")
        found, results = run(cases, settings)
    except subprocess.CalledProcessError as error:
        console.print(f"The benchmark cannot go on: {error}\n{error.stderr}", markup=False)
        return 1
    except (StackError, TimeoutError, ValueError, httpx.HTTPError) as error:
        console.print(f"The benchmark cannot go on: {error}", markup=False)
        return 1
    show(console, results)
    failed = has_failed(results)
    folder = bench_layout().run_dir if arguments.only or failed else RESULTS
    found = conditions(settings) | found
    save(folder / "run.json", found, results)
    draw(folder / "run.png", results, f"Kith {found['commit']}, {found['at'][:10]}, {found['cores']} cores")
    console.print(f"kept in {folder}{', for requests have failed' if failed else ''}")
    return 1 if failed else 0


def run(cases: tuple[Case, ...], settings: Settings) -> tuple[dict[str, Any], dict[str, Result]]:
    """Measure the cases on a stack of their own; return what was found before, and the figures.

    Before are the processor time without requests, and what the first pages of the feeds contain.
    """
    with_textbook = any(case.program == "textbook" for case in cases)
    with opened(settings, with_textbook=with_textbook) as testbed:
        people = choose_people(testbed.world.plan, settings.accounts)
        entries = entries_on_pages(testbed.stack, testbed.world, people)
        with step("cases are measured"):
            idle, results = measure_all(testbed, cases, settings, bench_layout().run_dir)
    return {"idle_processor_share": idle, "entries_on_first_pages": entries}, results


def conditions(settings: Settings) -> dict[str, Any]:
    """Return the conditions of the figures."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    return {"at": when, "commit": commit.stdout.strip(), "cores": os.cpu_count(), **asdict(settings)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default="", help="words in the names of cases, separated by commas")
    for each in fields(Settings):
        kind = type(each.default)
        parser.add_argument(f"--{each.name.replace('_', '-')}", type=kind, default=each.default, help=f"{each.default}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
