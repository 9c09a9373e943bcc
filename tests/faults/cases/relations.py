"""People who block each other, are private for a time, make friends and meet in groups."""

from tests.faults.case import case
from tests.faults.publishing import PUBLISHING
from tests.faults.relating import RELATING
from tests.faults.world import World

WORKERS = ("social-graph-worker", "posts-worker", "notifications-worker", "profiles-worker")


@case("L10", "People block each other, become private and open, answer requests, make friends and meet in groups.")
def relations(world: World) -> None:
    """Each sees of the others what the relations in the end allow; lists, counts and notifications agree."""
    with world.people(rate=40, rates=RELATING):
        world.pass_time(10)


@case("L11", "The same, while the workers that spread the relations are killed.")
def relations_and_killed_workers(world: World) -> None:
    """What was confirmed holds although the events come late, and nothing is applied twice."""
    with world.people(rate=40, rates=RELATING):
        for _ in range(3):
            for program in WORKERS:
                world.stack.signal(program, "KILL")
            world.pass_time(4)
        world.wait_for(*WORKERS)


@case("L13", "People write for friends and in groups, quote, share and post pictures, while workers are killed.")
def publishing(world: World) -> None:
    """Posts, pictures, shares and quotes are shown to those who may read them, and to nobody else."""
    with world.people(users=6, rate=25, rates=PUBLISHING):
        world.pass_time(8)
        for _ in range(2):
            for program in WORKERS:
                world.stack.signal(program, "KILL")
            world.pass_time(2)
            world.wait_for(*WORKERS)
            world.pass_time(4)
