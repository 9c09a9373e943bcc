"""A service's PostgreSQL is stopped or frozen while people use Kith."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from manifest import SERVICES
from stack.supervision import children
from tests.faults.case import case
from tests.faults.probes import Answers, probing
from tests.faults.world import World

NAMES = tuple(service.name for service in SERVICES)
DOWN_SECONDS = 5
FROZEN_SECONDS = 30
REFUSED_SECONDS = 1.0
ANSWERED_SECONDS = 5.0
HEALED_SECONDS = 10.0
CLIENT_SECONDS = 0.3
"""What the client itself may need to send a request and to read its answer on a busy machine."""


@case("R40", "Each service's PostgreSQL is stopped in turn without any farewell.")
def stopped_databases(world: World) -> None:
    """The service answers 503 at once and recovers by itself; the others are not affected."""
    with world.people(rate=15) as workload, probing(workload, world.history):
        world.pass_time(5)
        for name in NAMES:
            _stop_for_a_while(world, name)


def _stop_for_a_while(world: World, name: str) -> None:
    program, began = f"{name}-database", time.time()
    world.stack.signal(program, "QUIT")  # what `pg_ctl stop -m immediate` sends
    world.stack.stop(program)
    stopped = time.time()
    world.pass_time(DOWN_SECONDS)
    restarted = time.time()
    world.stack.start(program)
    world.wait_for(program)
    up = time.time()
    _expect_recovery(world, name, since=up)
    mine = Answers.of(world.history, [name], since=stopped, until=restarted)
    world.expect(mine.failed > 0, f"{program} was not missed")
    world.expect(mine.slowest <= REFUSED_SECONDS, f"without its database {name} took {mine.slowest:.2f} s to say so")
    others = Answers.of(world.history, _others(name), since=began, until=time.time())
    world.expect(others.success >= 0.999, f"without {program} {others.failed} of {len(others.records)} others failed")


@case("R42", "The PostgreSQL of the posts freezes for 30 seconds (--long: that of every service in turn).")
def frozen_database(world: World) -> None:
    """No request takes longer than five seconds, and requests to other services take no longer than before."""
    with world.people(rate=15) as workload, probing(workload, world.history):
        for name in NAMES if world.is_long else ("posts",):
            began = time.time()
            world.pass_time(10)
            _freeze_for_a_while(world, name, began=began)


def _freeze_for_a_while(world: World, name: str, *, began: float) -> None:
    frozen = time.time()
    with freezing(world.stack.pid(f"{name}-database")):
        world.pass_time(FROZEN_SECONDS)
        thawed = time.time()
    _expect_recovery(world, name, since=thawed)
    mine = Answers.of(world.history, [name], since=frozen, until=thawed)
    limit = ANSWERED_SECONDS + CLIENT_SECONDS
    world.expect(mine.failed > 0, f"the database of {name} was not missed")
    world.expect(mine.slowest <= limit, f"{name} took {mine.slowest:.2f} s to answer without its database")
    before, during = (
        Answers.of(world.history, _others(name), since=since, until=until)
        for since, until in ((began, frozen), (frozen, thawed))
    )
    world.expect(not during.failed, f"{during.failed} of {len(during.records)} others failed")
    is_as_fast = during.p99 <= max(2 * before.p99, 0.1)
    world.expect(is_as_fast, f"others took {during.p99:.3f} s instead of {before.p99:.3f} s (p99)")


def _expect_recovery(world: World, name: str, *, since: float) -> None:
    """Wait until the service answers again, and both of its programs are ready."""
    world.eventually(
        lambda: Answers.of(world.history, [name], since=since, until=time.time()).first_success is not None,
        within=HEALED_SECONDS,
        otherwise=f"{name} did not answer again",
    )
    world.wait_for(f"{name}-web", f"{name}-worker", within=since + HEALED_SECONDS - time.time())


def _others(name: str) -> list[str]:
    return [other for other in NAMES if other != name]


@contextmanager
def freezing(pid: int) -> Iterator[None]:
    """Suspend a process and its children while the block runs."""
    os.kill(pid, signal.SIGSTOP)  # first, so that it starts no more children
    frozen = [pid, *children(pid)]
    for each in frozen[1:]:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in reversed(frozen):
            os.kill(each, signal.SIGCONT)
