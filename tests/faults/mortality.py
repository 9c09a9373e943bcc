"""Programs that kill themselves at a failpoint, again and again, and how often they have."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from stack.handle import Handle
from tests.faults.world import World

DEATH_SECONDS = 30
"""Longer than any program needs to start, meet its failpoint and die, on a machine that is busy with other things."""


class Mortality:
    """Arms programs and counts their deaths."""

    def __init__(self, world: World) -> None:
        """Begin with no program armed."""
        self._world = world
        self.armed: set[str] = set()

    def let_die(self, failpoints: Mapping[str, str], *, times: int) -> None:
        """Let some programs kill themselves so often in all, and each at least once: {"posts-web": "view.x:3"}.

        A finding is noted when they do not. They stay armed.
        """
        for program, failpoint in failpoints.items():
            start_with(self._world, program, {"FAILPOINT": failpoint})
        self.armed |= failpoints.keys()
        deaths = Deaths(self._world.stack, list(failpoints))
        self._world.eventually(
            lambda: deaths.are_enough(times),
            within=times * DEATH_SECONDS,
            otherwise=f"there were not {times} deaths at {', '.join(failpoints.values())}",
        )


class Deaths:
    """Counts the processes of some programs; one that is gone was killed, for nothing else ends them meanwhile."""

    def __init__(self, stack: Handle, programs: list[str]) -> None:
        """Look at them for the first time."""
        self._stack = stack
        self._seen = {program: workers_of(stack, program) for program in programs}

    def are_enough(self, times: int) -> bool:
        """Look again; return whether they died so often in all, and each at least once."""
        counts = []
        for program, seen in self._seen.items():
            living = workers_of(self._stack, program)
            seen |= living
            counts.append(len(seen - living))
        return sum(counts) >= times and min(counts) > 0


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
def mortality(world: World) -> Iterator[Mortality]:
    """Yield the means to arm programs, and start those again that were armed."""
    found = Mortality(world)
    try:
        yield found
    finally:
        for program in found.armed:
            start_with(world, program, {})


def start_with(world: World, program: str, variables: Mapping[str, str]) -> None:
    """Start a program with these variables beside its own; one that runs ends before: the web politely, others not."""
    world.stack.set_environment(program, variables)
    if program.endswith("-web"):
        world.stack.stop(program)
    elif pid := world.stack.pid(program):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    world.stack.start(program)
