"""People who share posts, like comments and mention each other."""

from tests.faults.case import case
from tests.faults.reacting import REACTING
from tests.faults.world import World

WORKERS = ("posts-worker", "notifications-worker")


@case("L12", "People share posts, like comments and mention each other while the workers of both sides are killed.")
def reactions(world: World) -> None:
    """Lists, counts and notifications agree in the end with what was done, and with who may read what."""
    with world.people(rate=40, rates=REACTING):
        for _ in range(3):
            for program in WORKERS:
                world.stack.signal(program, "KILL")
            world.pass_time(4)
        world.wait_for(*WORKERS)
