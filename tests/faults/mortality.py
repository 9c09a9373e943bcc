"""Programs that kill themselves at a failpoint, again and again, and how often they have."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stack.handle import Handle
from tests.faults.world import World

DEATH_SECONDS = 30
"""Longer than any program needs to start, meet its failpoint and die, on a machine that is busy with other things."""


class Mortality:
    """Counts the processes of some programs; a process that is gone was killed, nothing else ends them here."""

    def __init__(self, stack: Handle, programs: list[str]) -> None:
        """Look at them for the first time."""
        self._stack = stack
        self._seen: dict[str, set[int]] = {program: set() for program in programs}
        self._living: dict[str, set[int]] = {}
        self.deaths()

    def deaths(self) -> dict[str, int]:
        """Return how often each program has died, as far as anybody has looked at it between two deaths."""
        for program, seen in self._seen.items():
            self._living[program] = workers_of(self._stack, program)
            seen |= self._living[program]
        return {program: len(seen - self._living[program]) for program, seen in self._seen.items()}


def workers_of(stack: Handle, program: str) -> set[int]:
    """Return the processes that do the work of a program: the children of a web program, else the program itself."""
    pid = stack.pid(program)
    if not pid or not program.endswith("-web"):
        return {pid} - {0}
    try:
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except FileNotFoundError:
        return set()


@contextmanager
def dying(world: World, failpoints: Mapping[str, str]) -> Iterator[Mortality]:
    """Start programs so that they kill themselves, and at the end again so that they do not: {"posts-web": "x:3"}."""
    for program, failpoint in failpoints.items():
        start_with(world, program, {"FAILPOINT": failpoint})
    try:
        yield Mortality(world.stack, list(failpoints))
    finally:
        for program in failpoints:
            start_with(world, program, {})


def start_with(world: World, program: str, variables: Mapping[str, str]) -> None:
    """Stop a program and start it with these variables beside its own."""
    world.stack.set_environment(program, variables)
    world.stack.stop(program)
    world.stack.start(program)


def let_die(world: World, failpoints: Mapping[str, str], *, times: int) -> None:
    """Let each of some programs kill itself so often; note a finding for one that does not."""
    with dying(world, failpoints) as mortality:
        world.eventually(
            lambda: min(mortality.deaths().values()) >= times,
            within=times * DEATH_SECONDS,
            otherwise=f"not every program died {times} times at {failpoints}",
        )
