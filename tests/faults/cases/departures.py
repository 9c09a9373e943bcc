"""People delete their accounts while others use Kith: from the answer on nobody is shown anything of them."""

from tests.faults.case import case
from tests.faults.departures import departures
from tests.faults.workload import LEAVING
from tests.faults.world import World

SECONDS = 10
ERASING = ("posts-worker", "social-graph-worker", "notifications-worker", "profiles-worker", "auth-worker")


@case("L08", "Accounts are deleted while people use Kith.")
def deletions(world: World) -> None:
    """What they had is gone for everybody, from lists, feeds, counts and notifications, and from every store."""
    with world.people(users=10, rates=LEAVING) as workload, departures(world):
        world.pass_time(SECONDS)
    _expect_departures(world, [actor.has_left for actor in workload.actors])


@case("L09", "Accounts are deleted while the workers that erase them are killed.")
def deletions_and_killed_workers(world: World) -> None:
    """The same holds in the end; what was confirmed is hidden although the events come late."""
    with world.people(users=10, rates=LEAVING) as workload:
        for _ in range(3):
            for program in ERASING:
                world.stack.signal(program, "KILL")
            world.pass_time(4)
        world.wait_for(*ERASING)
    _expect_departures(world, [actor.has_left for actor in workload.actors])


def _expect_departures(world: World, have_left: list[bool]) -> None:
    world.report(f"{sum(have_left)} of {len(have_left)} people left")
    world.expect(any(have_left), "nobody left")
