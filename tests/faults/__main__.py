"""`make faults`: break a separate stack in every known way, and check each run.

Usage: python -m tests.faults [--case R07]… [--quick] [--long] [--times N] [--seed N]
       python -m tests.faults --defects | --defect NAME…    check that the checker finds known defects
       python -m tests.faults --clean N                     check that it reports nothing on runs without faults
"""

import argparse
import sys
import time
from pathlib import Path

from stack.layout import Layout, find_layout
from tests.faults.case import CASES, Case
from tests.faults.cases import load_cases
from tests.faults.check import CheckResult
from tests.faults.defects.catalogue import CATALOGUE
from tests.faults.defects.trial import try_all
from tests.faults.false_alarms import count_false_alarms
from tests.faults.proxied_stack import ProxiedStack, running_proxied_stack

RUNS = Path(__file__).parent / "runs"
SHOWN_FINDINGS = 20


def main() -> int:
    """Do what the command line asks for and return 0 when everything is as it must be."""
    options = _options()
    load_cases()
    chosen = [one for one in CASES.values() if _is_chosen(one, options)]
    if not chosen:
        print(f"There is no such case; there are {' '.join(CASES)}.")
        return 2
    with running_proxied_stack(Layout(find_layout().run_dir / "faults")) as stack:
        if options.defects:
            return min(1, try_all(stack, map(CATALOGUE.__getitem__, options.defects), RUNS, options.seed))
        if options.clean:
            return min(1, count_false_alarms(stack, range(options.seed, options.seed + options.clean), RUNS))
        return min(1, _run_all(stack, chosen, options))


def _run_all(stack: ProxiedStack, chosen: list[Case], options: argparse.Namespace) -> int:
    """Run cases and return how many results are not clean."""
    seeds = range(options.seed, options.seed + options.times)
    results = [_run(stack, one, seed, options.long) for one in chosen for seed in seeds]
    dirty = sum(not result.is_clean for result in results)
    print(f"{len(results) - dirty} passed, {dirty} failed")
    return dirty


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--case", action="append", help="only this case; may be repeated")
    parser.add_argument("--quick", action="store_true", help="only the quick selection")
    parser.add_argument("--long", action="store_true", help="the long form of the cases that have one")
    parser.add_argument("--times", type=int, default=1, help="how often to run each case, with seeds that follow")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--clean", type=int, metavar="N", help="instead of cases, N short runs in which nothing breaks")
    names = {"metavar": "NAME", "choices": [*CATALOGUE], "dest": "defects"}
    parser.add_argument("--defects", action="store_const", const=[*CATALOGUE], help="instead of cases, every defect")
    parser.add_argument("--defect", action="append", help="only this defect; may be repeated", **names)
    return parser.parse_args()


def _is_chosen(one: Case, options: argparse.Namespace) -> bool:
    if options.case:
        return one.id in options.case
    return one.is_quick or not options.quick


def _run(stack: ProxiedStack, one: Case, seed: int, is_long: bool) -> CheckResult:
    began = time.monotonic()
    print(f"{one.id:5} {one.title}", flush=True)
    world = stack.new_world(RUNS / f"{one.id}-{seed}", seed=seed, is_long=is_long)
    one.run(world)
    world.heal()
    world.quiesce()
    result = world.judge()
    for note in world.notes:
        print(f"      {note}")
    for kind, what in result.findings[:SHOWN_FINDINGS]:
        print(f"      {kind}: {what}")
    print(f"      {result.line()}  ({time.monotonic() - began:.0f} s)", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
