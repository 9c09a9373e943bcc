"""The master of the web processes is killed, or its log output is not read."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from manifest import SERVICES
from tests.faults.case import case
from tests.faults.cases.lifecycle import has_ended
from tests.faults.crashes import workers_of
from tests.faults.probes import probing
from tests.faults.world import World

KILLS = 4
GONE_SECONDS = 1.0
HEALED_SECONDS = 10.0
"""A Python program needs a second or two to start; on a busy machine, much longer."""
SILENT_SECONDS = 25


@case("R77", "The gunicorn master of each service is killed four times under load.")
def killed_masters(world: World) -> None:
    """The workers of a killed master end with it, so that the next master gets the port; meanwhile clients get only
    503.
    """
    with world.people(rate=20) as workload, probing(workload, world.history, per_second=7):
        world.pass_time(3)
        away = [_kill(world, f"{service.name}-web") for service in SERVICES for _ in range(KILLS)]
        world.pass_time(3)
    refused = sum(record.statuses.count(503) for record in world.history.records)
    world.report(f"{refused} times 503; a killed service answered again after {max(away):.1f} s at most")


def _kill(world: World, program: str) -> float:
    """Kill a master; return the seconds until its service answers again."""
    master, workers = world.stack.pid(program), workers_of(world.stack, program)
    world.stack.signal(program, "KILL")
    took = world.eventually(
        lambda: all(map(has_ended, workers)), within=GONE_SECONDS, otherwise=f"workers of {program} outlived it"
    )
    took += world.eventually(
        lambda: world.stack.pid(program) not in (0, master), within=HEALED_SECONDS, otherwise=f"no new {program}"
    )
    return took + world.wait_for(program, within=HEALED_SECONDS)


@case("R78", "Nobody reads for 25 seconds what the programs log.")
def unread_logs(world: World) -> None:
    """Every request is answered as usual; the log lines that are not read are lost, and counted."""
    with world.people(rate=20) as workload, probing(workload, world.history, per_second=10):
        world.pass_time(3)
        with _stopped_supervisor(world):
            world.pass_time(SILENT_SECONDS)
        world.pass_time(3)
    failed = [r for r in world.history.records if any(status == 0 or status >= 500 for status in r.statuses)]
    world.expect(not failed, f"{len(failed)} requests failed")


@contextmanager
def _stopped_supervisor(world: World) -> Iterator[None]:
    """Suspend the process that reads all output; while the block runs it also restarts nothing."""
    supervisor = int((world.stack.layout.volatile_dir / "supervisor.pid").read_text())
    os.kill(supervisor, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)
