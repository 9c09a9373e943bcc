"""Programs that kill themselves at a failpoint, repeatedly, and how often they have."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from stack.handle import Handle
from tests.faults.world import World

CRASH_SECONDS = 30
"""Longer than any program needs to start, reach its failpoint and be killed, on a busy machine."""


class Failpoints:
    """Sets failpoints in programs and counts the crashes."""

    def __init__(self, world: World) -> None:
        """Start with no failpoint set."""
        self._world = world
        self.armed: set[str] = set()

    def crash_repeatedly(self, failpoints: Mapping[str, str], *, times: int) -> None:
        """Let programs kill themselves ``times`` times in all, and each at least once: {"posts-web": "view.x:3"}.

        A finding is noted when they do not. The failpoints stay set.
        """
        self.expect(self.arm(failpoints), times=times)

    def arm(self, failpoints: Mapping[str, str]) -> "CrashCounter":
        """Start programs with failpoints; return the counter of the crashes that follow, of web processes once they
        serve.
        """
        for program, failpoint in failpoints.items():
            start_with(self._world, program, {"FAILPOINT": failpoint})
        self.armed |= failpoints.keys()
        self._world.wait_for(*(program for program in failpoints if program.endswith("-web")))
        return CrashCounter(self._world.stack, failpoints)

    def expect(self, crashes: "CrashCounter", *, times: int) -> None:
        """Wait for ``times`` crashes in all, and one of each program; note a finding when they do not come."""
        self._world.eventually(
            lambda: crashes.have_crashed(times), within=times * CRASH_SECONDS, otherwise=f"too few crashes: {crashes}"
        )

    def disarm(self) -> None:
        """Start the programs that have a failpoint again without it."""
        for program in self.armed:
            start_with(self._world, program, {})
        self.armed.clear()


class CrashCounter:
    """Counts the crashes of some programs; a process that is gone was killed, because nothing else ends them
    meanwhile.
    """

    def __init__(self, stack: Handle, failpoints: Mapping[str, str]) -> None:
        """Read the process ids for the first time."""
        self._stack, self._failpoints = stack, failpoints
        self._seen = {program: workers_of(stack, program) for program in failpoints}

    def __str__(self) -> str:
        """Return which programs have not crashed."""
        alive = [program for program, seen in self._seen.items() if not seen - workers_of(self._stack, program)]
        return ", ".join(f"{program} lives at {self._failpoints[program]}" for program in alive) or "each once only"

    def have_crashed(self, times: int) -> bool:
        """Read the process ids again; return whether there were ``times`` crashes in all, and one of each program."""
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
def failpoints_set(world: World) -> Iterator[Failpoints]:
    """Yield the failpoints; at the end, restart the programs that have one without it."""
    found = Failpoints(world)
    try:
        yield found
    finally:
        found.disarm()


def start_with(world: World, program: str, variables: Mapping[str, str]) -> None:
    """Start a program with these variables beside its own; a running one is stopped first: web by SIGTERM, others by
    SIGKILL.
    """
    world.stack.set_environment(program, variables)
    if program.endswith("-web"):
        world.stack.stop(program)
    elif pid := world.stack.pid(program):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    world.stack.start(program)
