"""People delete their accounts while others use Kith: from the answer on nobody is shown anything of them."""

from tests.faults.case import case
from tests.faults.departures import departures
from tests.faults.workload import LEAVING
from tests.faults.world import World

SECONDS = 10


@case("L08", "Accounts are deleted while people use Kith.")
def deletions(world: World) -> None:
    """What they had is gone for everybody, from lists, feeds, counts and notifications, and from every store."""
    with world.people(users=10, rates=LEAVING) as workload, departures(world):
        world.pass_time(SECONDS)
    _expect_departures(world, [actor.has_left for actor in workload.actors])


def _expect_departures(world: World, have_left: list[bool]) -> None:
    world.report(f"{sum(have_left)} of {len(have_left)} people left")
    world.expect(any(have_left), "nobody left")
