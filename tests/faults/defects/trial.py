"""Whether the checker finds the planted defects: ``python -m tests.faults --defects``."""

import time
from collections.abc import Iterable
from pathlib import Path

from tests.faults.check import CheckResult
from tests.faults.defects.defect import Defect
from tests.faults.defects.planting import planted
from tests.faults.proxied_stack import ProxiedStack

QUIET_SECONDS = 15
"""With some defects the backlog never becomes empty."""


def try_all(tested: ProxiedStack, defects: Iterable[Defect], runs: Path, seed: int) -> int:
    """Plant the defects one by one, print what finds each, and return how many were missed."""
    chosen = list(defects)
    missed = sum(not _try(tested, defect, runs, seed) for defect in chosen)
    print(f"{len(chosen) - missed} of {len(chosen)} caught")
    return missed


def _try(tested: ProxiedStack, defect: Defect, runs: Path, seed: int) -> bool:
    began = time.monotonic()
    print(f"{defect.name:20} {defect.mistake}", flush=True)
    folder = runs / f"defect-{defect.name}"
    with planted(tested.stack, defect, folder / "code") as planting:
        world = tested.new_world(folder, seed=seed, quiet_seconds=QUIET_SECONDS)
        defect.exposure(world, planting)
        world.quiesce()
        result = world.judge()
    found = [(kind, what) for kind, what in result.findings if kind in defect.kinds]
    outcome = f"caught by {found[0][0]}: {found[0][1][:160]}" if found else f"MISSED {_otherwise(result)}"
    print(f"{'':20} {outcome}  ({time.monotonic() - began:.0f} s)", flush=True)
    return bool(found)


def _otherwise(result: CheckResult) -> str:
    return "; ".join(f"{kind}: {what}" for kind, what in result.findings[:3])
