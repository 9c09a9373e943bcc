"""The table that a run prints, and the file that it leaves."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.goals import CONSTANT, ME, TUNED, goal_results, ratio
from bench.measuring import Result
from bench.testbed.processor import GROUPS

BASES = {"of constant": CONSTANT, "of tuned feed": TUNED, "of textbook me": ME}


def table(results: Mapping[str, Result]) -> Table:
    """Return the figures of every case."""
    shown = Table(title="processor time per request in ms, by program; web: how it was spread over its workers")
    for name in ("case", "req/s", "p50 ms", "p99 ms", "failed", "all", *GROUPS, "spread", *BASES):
        shown.add_column(name, justify="left" if name == "case" else "right")
    costs = totals(results)
    for name, result in results.items():
        ratios = [_ratio(ratio(costs, name, base)) for base in BASES.values()]
        speed = (f"{result.requests_per_second:,.0f}", f"{result.p50_ms:.1f}", f"{result.p99_ms:.1f}")
        parts = [f"{result.costs[group]:.2f}" for group in GROUPS]
        spread = "/".join(f"{100 * share:.0f}" for share in result.spread)
        shown.add_row(name, *speed, str(result.failed), f"{result.total_ms:.2f}", *parts, spread, *ratios)
    return shown


def goals_table(results: Mapping[str, Result]) -> Table:
    """Return the goals with what was measured."""
    shown = Table(title="goals: processor time as a multiple of another case's, in this run")
    for name in ("case", "compared with", "measured", "goal", ""):
        shown.add_column(name)
    for each in goal_results(totals(results)):
        mark = "[green]pass[/]" if each.is_met else "[red]miss[/]"
        shown.add_row(each.goal.case, each.goal.base, f"{each.ratio:.2f}", f"≤ {each.goal.limit:.2f}", mark)
    return shown


def totals(results: Mapping[str, Result]) -> dict[str, float]:
    """Return the cost of each case in milliseconds."""
    return {name: result.total_ms for name, result in results.items()}


def save(file: Path, conditions: Mapping[str, object], results: Mapping[str, Result]) -> None:
    """Write everything as JSON."""
    costs = totals(results)
    data = {
        "conditions": conditions,
        "results": {name: asdict(result) | {"total_ms": result.total_ms} for name, result in results.items()},
        "goals": [asdict(each.goal) | {"ratio": each.ratio, "is_met": each.is_met} for each in goal_results(costs)],
    }
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(rounded(data), indent=1) + "\n")


def rounded(value: object) -> object:
    """Return the same data with every number at four decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: rounded(each) for key, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, list) else value


def show(console: Console, results: Mapping[str, Result]) -> None:
    """Print both tables."""
    console.print(table(results))
    console.print(goals_table(results))


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
