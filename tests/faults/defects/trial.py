"""Whether the checker finds the planted defects: ``python -m tests.faults --defects``."""

import time
from collections.abc import Iterable
from pathlib import Path

from tests.faults.check import Verdict
from tests.faults.defects.defect import Defect
from tests.faults.defects.planting import planted
from tests.faults.stand import Stand

QUIET_SECONDS = 15
"""Some defects never let the bus fall quiet."""


def try_all(stand: Stand, defects: Iterable[Defect], runs: Path, seed: int) -> int:
    """Plant one defect after the other, print what finds it, and return how many were missed."""
    chosen = list(defects)
    missed = sum(not _try(stand, defect, runs, seed) for defect in chosen)
    print(f"{len(chosen) - missed} of {len(chosen)} caught")
    return missed


def _try(stand: Stand, defect: Defect, runs: Path, seed: int) -> bool:
    began = time.monotonic()
    print(f"{defect.name:20} {defect.mistake}", flush=True)
    folder = runs / f"defect-{defect.name}"
    with planted(stand.stack, defect, folder / "code") as planting:
        world = stand.new_world(folder, seed=seed, quiet_seconds=QUIET_SECONDS)
        defect.exposure(world, planting)
        world.quiesce()
        verdict = world.judge()
    found = [(kind, what) for kind, what in verdict.findings if kind in defect.kinds]
    outcome = f"caught by {found[0][0]}: {found[0][1][:160]}" if found else f"MISSED {_otherwise(verdict)}"
    print(f"{'':20} {outcome}  ({time.monotonic() - began:.0f} s)", flush=True)
    return bool(found)


def _otherwise(verdict: Verdict) -> str:
    return "; ".join(f"{kind}: {what}" for kind, what in verdict.findings[:3])
