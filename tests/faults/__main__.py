"""`make faults`: hurt a stack of its own in every known way, and judge each run.

Usage: python -m tests.faults [--case R07]… [--quick] [--long] [--times N] [--seed N]
"""

import argparse
import sys
import time
from pathlib import Path

from stack.layout import Layout, find_layout
from tests.faults.case import CASES, Case
from tests.faults.cases import load_cases
from tests.faults.check import Verdict
from tests.faults.stand import Stand, running_stand
from tests.faults.world import World

RUNS = Path(__file__).parent / "runs"
SHOWN_FINDINGS = 20


def main() -> int:
    """Run the chosen cases and return 0 when every verdict is clean."""
    options = _options()
    load_cases()
    chosen = [one for one in CASES.values() if _is_chosen(one, options)]
    if not chosen:
        print(f"There is no such case; there are {' '.join(CASES)}.")
        return 2
    layout = Layout(find_layout().run_dir / "faults")
    with running_stand(layout) as stand:
        verdicts = [_run(stand, one, seed, options.long) for one in chosen for seed in _seeds(options)]
    dirty = sum(not verdict.is_clean for verdict in verdicts)
    print(f"{len(verdicts) - dirty} passed, {dirty} failed")
    return 1 if dirty else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--case", action="append", help="only this case; may be repeated")
    parser.add_argument("--quick", action="store_true", help="only the quick selection")
    parser.add_argument("--long", action="store_true", help="the long form of the cases that have one")
    parser.add_argument("--times", type=int, default=1, help="how often to run each case, with seeds that follow")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    return parser.parse_args()


def _is_chosen(one: Case, options: argparse.Namespace) -> bool:
    if options.case:
        return one.id in options.case
    return one.is_quick or not options.quick


def _seeds(options: argparse.Namespace) -> range:
    return range(options.seed, options.seed + options.times)


def _run(stand: Stand, one: Case, seed: int, is_long: bool) -> Verdict:
    """Run one case; names of its people begin with a number that no other run of this stack has."""
    began = time.monotonic()
    print(f"{one.id:5} {one.title}", flush=True)
    unique = int(time.time()) % 1_000_000 * 100 + seed
    world = World(stand.stack, RUNS / f"{one.id}-{seed}", seed=unique, is_long=is_long, broker=stand.broker)
    one.run(world)
    world.heal()
    world.quiesce()
    verdict = world.judge()
    for note in world.notes:
        print(f"      {note}")
    for kind, what in verdict.findings[:SHOWN_FINDINGS]:
        print(f"      {kind}: {what}")
    print(f"      {verdict.line()}  ({time.monotonic() - began:.0f} s)", flush=True)
    return verdict


if __name__ == "__main__":
    sys.exit(main())
