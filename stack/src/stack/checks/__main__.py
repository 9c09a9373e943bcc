"""Runs the checks: python -m stack.checks lint|check|test."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from stack.checks.part import Part, Result, run_part
from stack.checks.parts import (
    checker_parts,
    computing_parts,
    fault_parts,
    lint_parts,
    stack_and_waiting_parts,
    unit_parts,
)
from stack.checks.report import show, summarise
from stack.console import console
from stack.errors import StackError
from stack.packages import ensure_packages, search_path

AT_ONCE = 2
"""How many parts run at the same time; fault cases, which have time limits, run alone."""

Stage = Callable[[], list[Part]]
STAGES: dict[str, list[tuple[Stage, int]]] = {
    "lint": [(lint_parts, AT_ONCE)],
    "check": [(lint_parts, AT_ONCE), (unit_parts, AT_ONCE), (checker_parts, AT_ONCE)],
    "test": [
        (lint_parts, AT_ONCE),
        (computing_parts, AT_ONCE),
        (stack_and_waiting_parts, AT_ONCE),
        (fault_parts, 1),
    ],
}


def main() -> int:
    """Run the requested stages; return 0 when every part passes."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "check"
    if wanted not in STAGES:
        console.print(f"There is lint, check and test, but no {wanted}.")
        return 2
    os.environ["PATH"] = search_path()
    started = time.monotonic()
    try:
        ensure_packages()
    except StackError as error:
        console.print(f"[red]✗[/] {error}")
        return 1
    results = [result for stage, at_once in STAGES[wanted] for result in run_stage(stage(), at_once)]
    return summarise(results, time.monotonic() - started)


def run_stage(parts: list[Part], at_once: int) -> list[Result]:
    """Run parts, some at the same time, and print each as it ends. A part that fails does not stop the others."""
    pool = ThreadPoolExecutor(at_once)
    try:
        return list(pool.map(_run_and_show, parts))
    finally:
        pool.shutdown(cancel_futures=True)


def _run_and_show(part: Part) -> Result:
    result = run_part(part)
    show(result)
    return result


if __name__ == "__main__":
    sys.exit(main())
