"""An account that is suspended is hidden from the answer on, and refused within two seconds, whatever breaks."""

from tests.faults.case import case
from tests.faults.moderation import moderation
from tests.faults.world import World


@case("L05", "Accounts are suspended and reinstated.", is_quick=True)
def suspensions(world: World) -> None:
    """Nobody is shown what they made from the confirmed answer on, and everybody is again when they are reinstated."""
    with world.people(), moderation(world):
        world.pass_time(10)


@case("L06", "Accounts are suspended and reinstated while workers that would apply that are killed.")
def suspensions_and_killed_workers(world: World) -> None:
    """A confirmed suspension holds although the events come late."""
    with world.people(), moderation(world):
        for _ in range(3):
            for program in ("posts-worker", "notifications-worker", "profiles-worker", "auth-worker"):
                world.stack.signal(program, "KILL")
            world.pass_time(4)
        world.wait_for("posts-worker", "notifications-worker", "profiles-worker", "auth-worker")
