"""Whether the checker raises false alarms: ``python -m tests.faults --clean 20``."""

from collections.abc import Iterable
from pathlib import Path

from tests.faults.proxied_stack import ProxiedStack

SECONDS = 5


def count_false_alarms(tested: ProxiedStack, seeds: Iterable[int], runs: Path) -> int:
    """Let people use Kith for some seconds with each seed, without faults, and return how many runs have findings."""
    alarms = [seed for seed in seeds if not _is_clean(tested, seed, runs / f"clean-{seed}")]
    print(f"{len(list(seeds))} seeds, {len(alarms)} alarms {alarms or ''}".rstrip())
    return len(alarms)


def _is_clean(tested: ProxiedStack, seed: int, folder: Path) -> bool:
    world = tested.new_world(folder, seed=seed)
    with world.people():
        world.pass_time(SECONDS)
    world.quiesce()
    result = world.judge()
    print(f"seed {seed:3} {result.line()}", flush=True)
    for kind, what in result.findings:
        print(f"         {kind}: {what}")
    return result.is_clean
