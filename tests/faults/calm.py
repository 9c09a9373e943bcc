"""Whether the checker cries wolf: ``python -m tests.faults --clean 20``."""

from collections.abc import Iterable
from pathlib import Path

from tests.faults.stand import Stand

SECONDS = 5


def count_alarms(stand: Stand, seeds: Iterable[int], runs: Path) -> int:
    """Let people use Kith for some seconds with each seed, with nothing broken, and return how many runs alarm."""
    alarms = [seed for seed in seeds if not _is_clean(stand, seed, runs / f"clean-{seed}")]
    print(f"{len(list(seeds))} seeds, {len(alarms)} alarms {alarms or ''}".rstrip())
    return len(alarms)


def _is_clean(stand: Stand, seed: int, folder: Path) -> bool:
    world = stand.new_world(folder, seed=seed)
    with world.people():
        world.pass_time(SECONDS)
    world.quiesce()
    verdict = world.judge()
    print(f"seed {seed:3} {verdict.line()}", flush=True)
    for kind, what in verdict.findings:
        print(f"         {kind}: {what}")
    return verdict.is_clean
