"""Runs the checks: python -m stack.checks lint|check|test."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory

from stack.checks.part import Part, Result, run_part
from stack.checks.parts import (
    checker_parts,
    computing_parts,
    gateway_and_fault_parts,
    journey_parts,
    lint_parts,
    unit_parts,
    waiting_parts,
)
from stack.checks.report import show, summarise
from stack.console import console
from stack.errors import StackError
from stack.packages import ensure_packages, search_path

AT_ONCE = 2
"""How many parts that compute run at the same time."""

Lane = tuple[Callable[[], list[Part]], int]
"""Parts in their order, and how many of them run at the same time."""
Stage = list[Lane]
"""Lanes that run beside each other."""
STAGES: dict[str, list[Stage]] = {
    "lint": [[(lint_parts, AT_ONCE)]],
    "check": [[(lint_parts, AT_ONCE)], [(unit_parts, AT_ONCE)], [(checker_parts, AT_ONCE)]],
    "test": [[(journey_parts, 1), (gateway_and_fault_parts, 1), (waiting_parts, 1), (computing_parts, AT_ONCE)]],
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
    with TemporaryDirectory(prefix="kith-schemas-") as folder:
        os.environ["KITH_SCHEMAS"] = folder
        results = [result for stage in STAGES[wanted] for result in run_stage(stage)]
    return summarise(results, time.monotonic() - started)


def run_stage(stage: Stage) -> list[Result]:
    """Run the parts of every lane, and print each as it ends. A part that fails does not stop the others."""
    pools = [ThreadPoolExecutor(at_once) for _, at_once in stage]
    try:
        pending = [pool.map(_run_and_show, parts()) for pool, (parts, _) in zip(pools, stage, strict=True)]
        return [result for results in pending for result in results]
    finally:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        for pool in pools:
            pool.shutdown()


def _run_and_show(part: Part) -> Result:
    result = run_part(part)
    show(result)
    return result


if __name__ == "__main__":
    sys.exit(main())
